// Package lint holds the rules of the house that a general linter does not know, as tests: the floors, the
// words that stay out, and documents that must agree with the code.
package lint
