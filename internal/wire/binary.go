// Package wire is the byte and text form of the live wire between a server and whoever shows its pictures:
// binary messages carry frames, text messages are JSON objects. docs/design/wire.md is its normative text, and
// testdata/golden.json holds the vectors that this package and the browser's decoder are both held to.
package wire

import (
	"encoding/binary"
	"math"

	"rtm2"
)

// Protocol is the WebSocket subprotocol that this package speaks.
const Protocol = "rtm2.live.v1"

// Version is the first byte of every binary message.
const Version = 1

// Kind tells how a binary message's images make a picture.
type Kind uint8

// The kinds of binary messages.
const (
	KindKey   Kind = 1 // one whole JPEG
	KindPatch Kind = 2 // one or more JPEGs, each drawn at its place over the picture Base
)

// Flags are the header's bits. Readers ignore bits that they do not know.
type Flags uint16

// The flags of a frame.
const (
	FlagMotion Flags = 1 << 0 // something moves in this frame
	FlagEvent  Flags = 1 << 1 // the frame is part of an open event, its post-roll included
)

// Sizes and bounds of the binary header, in bytes and images.
const (
	HeaderSize = 36   // before the first image's entry
	ImageSize  = 16   // each image's entry
	MaxImages  = 1024 // in one message

	maxMessage = 64 << 20 // bytes; far above any picture, below any overflow
)

// Image is one JPEG of a message and where it goes. All but JPEG are pixels.
type Image struct {
	X, Y, W, H uint16 // the rectangle of the picture that is drawn
	SX, SY     uint16 // where the rectangle starts inside the JPEG, which may be padded
	JPEG       []byte
}

// Message is one binary message. It may be used again for the next one: Decode keeps the room of Images.
type Message struct {
	Kind          Kind
	Camera        uint32 // the number that hello gives the camera
	Epoch         uint32 // grows with every new connection to the camera
	Seq           uint32 // of the frame, at capture
	Base          uint32 // the sequence that a patch is drawn over; 0 in a key frame
	Captured      uint64 // microseconds since the Unix epoch
	Width, Height uint16 // of the whole picture
	Flags         Flags
	Images        []Image
}

// Size returns the length of the encoded message in bytes.
func (m *Message) Size() int {
	n := HeaderSize + ImageSize*len(m.Images)
	for i := range m.Images {
		n += len(m.Images[i].JPEG)
	}
	return n
}

// Append appends the encoded message to dst. It allocates nothing when dst has room for Size bytes. A message
// that Decode would refuse is refused here too, as CodeInvalid, and dst comes back as it was.
func (m *Message) Append(dst []byte) ([]byte, error) {
	if reason := m.fault(); reason != "" {
		return dst, rtm2.Errorf(rtm2.CodeInvalid, "frame message of camera %d cannot be encoded: %s", m.Camera, reason)
	}
	le := binary.LittleEndian
	dst = append(dst, Version, byte(m.Kind))
	dst = le.AppendUint16(dst, uint16(HeaderSize+ImageSize*len(m.Images)))
	dst = le.AppendUint32(dst, m.Camera)
	dst = le.AppendUint32(dst, m.Epoch)
	dst = le.AppendUint32(dst, m.Seq)
	dst = le.AppendUint32(dst, m.Base)
	dst = le.AppendUint64(dst, m.Captured)
	dst = le.AppendUint16(dst, m.Width)
	dst = le.AppendUint16(dst, m.Height)
	dst = le.AppendUint16(dst, uint16(m.Flags))
	dst = le.AppendUint16(dst, uint16(len(m.Images)))
	for i := range m.Images {
		im := &m.Images[i]
		dst = le.AppendUint16(dst, im.X)
		dst = le.AppendUint16(dst, im.Y)
		dst = le.AppendUint16(dst, im.W)
		dst = le.AppendUint16(dst, im.H)
		dst = le.AppendUint16(dst, im.SX)
		dst = le.AppendUint16(dst, im.SY)
		dst = le.AppendUint32(dst, uint32(len(im.JPEG)))
	}
	for i := range m.Images {
		dst = append(dst, m.Images[i].JPEG...)
	}
	return dst, nil
}

// Decode reads one whole binary message. The images' JPEGs are parts of b, not copies. It refuses, as
// CodeCorrupt, anything that is not exactly one message: another version (CodeUnsupported), an unknown kind,
// images outside the picture, lengths that do not add up. A header longer than its fields is read as far as it
// is known, so that fields may be added behind the images' entries.
func (m *Message) Decode(b []byte) error {
	reason := m.decode(b)
	switch {
	case reason == "":
		return nil
	case len(b) > 0 && b[0] != Version:
		return rtm2.Errorf(rtm2.CodeUnsupported, "frame message: %s", reason)
	}
	return rtm2.Errorf(rtm2.CodeCorrupt, "frame message: %s", reason)
}

func (m *Message) decode(b []byte) (reason string) {
	if len(b) > 0 && b[0] != Version {
		return "it has another version than 1"
	}
	if len(b) < HeaderSize {
		return "it is shorter than a header"
	}
	if len(b) > maxMessage {
		return "it is larger than 64 MiB"
	}
	le := binary.LittleEndian
	header, n := int(le.Uint16(b[2:])), int(le.Uint16(b[34:]))
	if n > MaxImages {
		return "it has more than 1024 images"
	}
	if header < HeaderSize+ImageSize*n || header > len(b) {
		return "the header's length does not fit its images"
	}
	m.Kind = Kind(b[1])
	m.Camera, m.Epoch = le.Uint32(b[4:]), le.Uint32(b[8:])
	m.Seq, m.Base = le.Uint32(b[12:]), le.Uint32(b[16:])
	m.Captured = le.Uint64(b[20:])
	m.Width, m.Height = le.Uint16(b[28:]), le.Uint16(b[30:])
	m.Flags = Flags(le.Uint16(b[32:]))
	m.Images = m.Images[:0]
	rest := b[header:]
	for e := b[HeaderSize : HeaderSize+ImageSize*n]; len(e) > 0; e = e[ImageSize:] {
		size := le.Uint32(e[12:])
		if uint64(size) > uint64(len(rest)) {
			return "an image is longer than what is left"
		}
		m.Images = append(m.Images, Image{
			X: le.Uint16(e), Y: le.Uint16(e[2:]), W: le.Uint16(e[4:]), H: le.Uint16(e[6:]),
			SX: le.Uint16(e[8:]), SY: le.Uint16(e[10:]), JPEG: rest[:size:size],
		})
		rest = rest[size:]
	}
	if len(rest) != 0 {
		return "there are bytes behind the last image"
	}
	return m.fault()
}

// fault says what is wrong with the message, or nothing.
func (m *Message) fault() string {
	if m.Width == 0 || m.Height == 0 {
		return "the picture has no size"
	}
	if m.Captured > math.MaxInt64 {
		return "the capture time is out of range"
	}
	switch m.Kind {
	case KindKey:
		if len(m.Images) != 1 {
			return "a key frame has exactly one image"
		}
		if m.Base != 0 {
			return "a key frame has no base"
		}
		im := &m.Images[0]
		if im.X != 0 || im.Y != 0 || im.W != m.Width || im.H != m.Height || im.SX != 0 || im.SY != 0 {
			return "a key frame's image is the whole picture"
		}
	case KindPatch:
		if len(m.Images) == 0 {
			return "a patch has at least one image"
		}
		if len(m.Images) > MaxImages {
			return "it has more than 1024 images"
		}
		if m.Base >= m.Seq {
			return "a patch's base is older than the patch"
		}
	default:
		return "its kind is neither key frame nor patch"
	}
	for i := range m.Images {
		if reason := m.Images[i].fault(m.Width, m.Height); reason != "" {
			return reason
		}
	}
	return ""
}

func (im *Image) fault(width, height uint16) string {
	switch {
	case im.W == 0 || im.H == 0:
		return "an image has no size"
	case uint32(im.X)+uint32(im.W) > uint32(width) || uint32(im.Y)+uint32(im.H) > uint32(height):
		return "an image lies outside the picture"
	case uint32(im.SX)+uint32(im.W) > math.MaxUint16 || uint32(im.SY)+uint32(im.H) > math.MaxUint16:
		return "an image starts outside its JPEG"
	case len(im.JPEG) == 0:
		return "an image has no bytes"
	case len(im.JPEG) > maxMessage:
		return "an image is larger than 64 MiB"
	}
	return ""
}

// KeyFrame makes m the key frame of f, keeping f's JPEG, for the camera that hello gives that number.
func (m *Message) KeyFrame(number uint32, f *rtm2.Frame, flags Flags) error {
	if f.Width < 1 || f.Width > math.MaxUint16 || f.Height < 1 || f.Height > math.MaxUint16 {
		return rtm2.Errorf(rtm2.CodeInvalid, "frame %d of camera %s has the size %dx%d, which cannot be sent",
			f.Seq, f.Camera, f.Width, f.Height)
	}
	w, h := uint16(f.Width), uint16(f.Height)
	*m = Message{
		Kind: KindKey, Camera: number, Epoch: f.Epoch, Seq: f.Seq,
		Captured: uint64(max(f.Captured.UnixMicro(), 0)),
		Width:    w, Height: h, Flags: flags,
		Images: append(m.Images[:0], Image{W: w, H: h, JPEG: f.JPEG}),
	}
	return nil
}
