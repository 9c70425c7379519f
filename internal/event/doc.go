// Package event turns one camera's verdicts over time into events: a begin at the first moving frame, updates
// while it goes on, and an end once the post-roll is over. It knows seconds and nothing of pixels, files or
// sockets.
//
// Time is the frames' capture time. Where frames stop coming, Tick ends an event by the caller's clock.
package event
