package mjpeg

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	"rtm2"
	"rtm2/internal/source/jpegstream"
	"rtm2/internal/source/watch"
)

// status says what an answer other than a good one means.
func (c *Camera) status(code int) error {
	text := http.StatusText(code)
	switch code {
	case http.StatusForbidden:
		return rtm2.Errorf(rtm2.CodeForbidden, "%s forbids access (403): give the user the right to view in the "+
			"camera's settings", c.name)
	case http.StatusNotFound, http.StatusGone:
		return rtm2.Errorf(rtm2.CodeNotFound, "%s does not exist on the camera (%d): check the part of the address "+
			"after the host", c.name, code)
	case http.StatusProxyAuthRequired:
		return rtm2.Errorf(rtm2.CodeUnsupported, "%s answers as a proxy that wants a login (407): use the camera's "+
			"own address", c.name)
	}
	if code >= 500 {
		return rtm2.Errorf(rtm2.CodeUnavailable, "%s answers with an error of its own (%d %s): the camera may be "+
			"busy, or serve no more viewers", c.name, code, text)
	}
	return rtm2.Errorf(rtm2.CodeUnsupported, "%s answers %d %s instead of pictures: check its address",
		c.name, code, text)
}

// explain turns what broke into a sentence for people.
func (c *Camera) explain(err error) error {
	var known *rtm2.Error
	if errors.As(err, &known) {
		return err
	}
	for _, f := range []func(error) error{c.explainTLS, c.explainStream, c.explainNet} {
		if e := f(err); e != nil {
			return e
		}
	}
	return c.unavailable(err, "broke")
}

// unavailable makes the usual error of a camera: what is wrong, and err as the cause for the log.
func (c *Camera) unavailable(err error, what string) error {
	return &rtm2.Error{Code: rtm2.CodeUnavailable, Message: c.name + " " + what, Cause: err}
}

func (c *Camera) explainStream(err error) error {
	switch {
	case errors.Is(err, watch.ErrSilent):
		return c.unavailable(err, "has sent nothing for "+c.opt.Silence.String()+
			": the camera hangs or the network is down")
	case errors.Is(err, watch.ErrStalled):
		return c.unavailable(err, "has sent no whole picture for "+c.opt.Stall.String()+
			": the network is too slow for the camera's picture size, or the camera hangs")
	case errors.Is(err, io.EOF):
		return c.unavailable(err, "closed the stream")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return c.unavailable(err, "closed the stream in the middle of a picture")
	case errors.Is(err, jpegstream.ErrPictureTooLarge):
		return &rtm2.Error{Code: rtm2.CodeLimit, Cause: err,
			Message: c.name + " sends a picture larger than 32 MiB: that is no camera's, check the address"}
	case errors.Is(err, jpegstream.ErrNoPicture), errors.Is(err, jpegstream.ErrHeaderTooLarge):
		return &rtm2.Error{Code: rtm2.CodeUnsupported, Cause: err,
			Message: c.name + " sends data without JPEG pictures: use the address of the camera's MJPEG stream"}
	}
	return nil
}

func (c *Camera) explainTLS(err error) error {
	var (
		unknown *x509.UnknownAuthorityError
		byValue x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
		verify  *tls.CertificateVerificationError
		alert   tls.AlertError
	)
	switch {
	case errors.As(err, &record):
		return c.unavailable(err, "does not speak TLS on this port: use http:// or the port of https")
	case errors.As(err, &unknown), errors.As(err, &byValue):
		return c.unavailable(err, "has a certificate that nobody vouches for, as most cameras do: use http:// in "+
			"your own network, or add the camera's certificate to the system's trusted ones")
	case errors.As(err, &host):
		return c.unavailable(err, "has a certificate for another name: use the name in the certificate as the host")
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return c.unavailable(err, "has a certificate that has expired or is not valid yet: check the clocks, renew it")
	case errors.As(err, &invalid), errors.As(err, &verify):
		return c.unavailable(err, "has a certificate that is not valid: renew it on the camera")
	case errors.As(err, &alert), strings.Contains(err.Error(), "tls: "):
		return c.unavailable(err, "refuses the TLS connection: the camera may only know old versions of TLS; update "+
			"its firmware or use http:// in your own network")
	}
	return nil
}

func (c *Camera) explainNet(err error) error {
	var (
		dns     *net.DNSError
		timeout net.Error
	)
	switch text := err.Error(); {
	case errors.As(err, &dns) && dns.IsNotFound:
		return c.unavailable(err, "cannot be found: no device has the name "+c.url.Hostname()+"; check it, or use "+
			"the camera's IP address")
	case errors.As(err, &dns):
		return c.unavailable(err, "cannot be found: the name server does not answer; check the network or use the "+
			"camera's IP address")
	case errors.Is(err, syscall.ECONNREFUSED), strings.Contains(text, "actively refused"):
		return c.unavailable(err, "refuses the connection: check the port and that the camera's web server is on")
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return c.unavailable(err, "cannot be reached: check that the camera is on and in this network")
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return c.unavailable(err, "does not answer within "+c.opt.Connect.String()+": check that the camera is on "+
			"and the address is right")
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return c.unavailable(err, "broke the connection")
	case strings.Contains(text, "malformed HTTP"), strings.Contains(text, "malformed MIME"):
		return c.unavailable(err, "does not answer as a web server: check the port (an https port needs https://)")
	case strings.Contains(text, "server response headers exceeded"):
		return &rtm2.Error{Code: rtm2.CodeLimit, Message: c.name + " answers with too large a header", Cause: err}
	}
	return nil
}
