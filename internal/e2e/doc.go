// Package e2e tests the program as its users meet it: the built binary, real sockets and a real browser.
package e2e
