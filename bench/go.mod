module rtm2/bench

go 1.26.0

require (
	github.com/gen2brain/jpegn v0.4.2
	rtm2 v0.0.0
)

replace rtm2 => ../
