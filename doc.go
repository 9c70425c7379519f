// Package rtm2 holds the nouns that every part of rtm2 speaks in: camera, frame, verdict, event, state, and
// the error codes. It imports the standard library only and starts nothing.
//
// A frame's way through the program is source -> thumbnail -> verdict -> event -> outlets; see
// docs/ARCHITECTURE.md for the floors and docs/glossary.md for the words.
package rtm2
