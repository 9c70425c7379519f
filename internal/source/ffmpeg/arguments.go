package ffmpeg

import (
	"fmt"
	"strconv"
	"strings"
)

// boundary is what ffmpeg's mpjpeg muxer separates pictures with. It writes a Content-Length for each, so that a
// picture is whole as soon as its last byte is there.
const boundary = "ffmpeg"

// syncMode is how ffmpeg is told to neither repeat nor drop frames.
type syncMode string

const (
	fpsMode syncMode = "-fps_mode" // since 5.1
	vsync   syncMode = "-vsync"    // before
)

// arguments returns the arguments of ffmpeg.
func (s *Source) arguments(v video, mode syncMode) []string {
	args := []string{"-nostdin", "-hide_banner", "-loglevel", "error"}
	filter := jpegFilter
	if s.in.Kind == Stream {
		args = append(args, "-analyzeduration", "500000") // microseconds; by itself it looks at 5 s before it begins
		filter = fromKeyFrame + "," + jpegFilter
	}
	args = append(args, s.input(v)...)
	args = append(args, "-map", "0:V:0") // the first stream that is video, not a cover picture
	if v.copy {
		args = append(args, "-c:v", "copy")
	} else {
		args = append(args, encoding(filter, mode)...)
	}
	return append(args, "-f", "mpjpeg", "pipe:1")
}

const (
	// jpegFilter makes pictures what a JPEG should hold: 4:2:0, BT.601 and full range, as JFIF wants it. Frames get
	// new times, one tick apart, because the encoder refuses those that a file gives twice.
	jpegFilter = "scale=out_range=full:out_color_matrix=bt601,format=yuvj420p,settb=1/1000,setpts=N"
	// fromKeyFrame leaves out what comes before the first key frame. ffmpeg decodes H.265 from the middle of a group
	// of pictures on and shows grey ground with what has moved since, which would be taken for motion. Some cameras
	// refresh their picture bit by bit and have no key frames: after 250 frames it must be whole.
	fromKeyFrame = `select=if(key+gte(n\,250)\,st(1\,1)\,ld(1))`
)

// encoding makes JPEGs out of anything, with the standard Huffman tables, which decoders keep from picture to
// picture. One thread: with more the encoder holds pictures back.
func encoding(filter string, mode syncMode) []string {
	return []string{
		"-vf", filter, string(mode), "passthrough", "-enc_time_base", "1:1000",
		"-c:v", "mjpeg", "-q:v", "3", "-huffman", "default", "-flags:v", "+bitexact", "-threads:v", "1",
	}
}

// input returns the arguments that open the input; ffprobe takes the same. What is opened can lead nowhere else: a
// file that is a playlist must not make ffmpeg fetch addresses, nor an address read files.
func (s *Source) input(v video) []string {
	in := s.in
	switch in.Kind {
	case File:
		return []string{"-protocol_whitelist", "file", "-i", "file:" + in.Address}
	case Device:
		args := []string{"-f", "v4l2"}
		if v.format != "" {
			args = append(args, "-input_format", v.format)
		}
		if in.Width > 0 && in.Height > 0 {
			args = append(args, "-video_size", fmt.Sprintf("%dx%d", in.Width, in.Height))
		}
		if in.FPS > 0 {
			args = append(args, "-framerate", strconv.FormatFloat(in.FPS, 'f', -1, 64))
		}
		return append(args, "-i", in.Address)
	}
	scheme, _, _ := strings.Cut(in.Address, "://")
	args := []string{"-fflags", "+discardcorrupt", "-flags", "+low_delay-output_corrupt",
		"-thread_type", "slice"} // threads by frames would hold pictures back
	switch scheme {
	case "rtsp", "rtsps":
		args = append(args, "-rtsp_transport", "tcp", "-allowed_media_types", "video")
	}
	return append(args, "-protocol_whitelist", protocols(scheme), "-i", in.Address)
}

// protocols returns what ffmpeg may use to read an address of this scheme.
func protocols(scheme string) string {
	switch scheme {
	case "rtsp", "rtsps":
		return "rtsp,rtsps,rtp,srtp,udp,tcp,tls"
	case "rtmp", "rtmps":
		return "rtmp,rtmps,rtmpt,tcp,tls,http,https"
	case "http", "https":
		return "http,https,tcp,tls,crypto"
	case "rtp", "udp":
		return "rtp,srtp,udp"
	}
	return scheme + ",tcp,udp,tls"
}
