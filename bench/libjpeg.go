package main

/*
#cgo LDFLAGS: -ljpeg
#include <stdio.h>
#include <setjmp.h>
#include <jpeglib.h>

struct failing {
	struct jpeg_error_mgr manager;
	jmp_buf back;
};

static void fail(j_common_ptr info) { longjmp(((struct failing *)info->err)->back, 1); }

static void be_quiet(j_common_ptr info) { (void)info; }

static unsigned char row[3 * 65536];

// Decodes, gray or YCbCr as it is sent, at 1/denominator, and throws the samples away. Returns 0 for success.
static int decode(unsigned char *data, unsigned long size, int denominator, int gray) {
	struct jpeg_decompress_struct info;
	struct failing failing;
	JSAMPROW rows[1] = {row};
	info.err = jpeg_std_error(&failing.manager);
	failing.manager.error_exit = fail;
	failing.manager.output_message = be_quiet;
	if (setjmp(failing.back)) {
		jpeg_destroy_decompress(&info);
		return 1;
	}
	jpeg_create_decompress(&info);
	jpeg_mem_src(&info, data, size);
	jpeg_read_header(&info, TRUE);
	info.scale_num = 1;
	info.scale_denom = denominator;
	info.out_color_space = gray ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_start_decompress(&info);
	while (info.output_scanline < info.output_height) {
		jpeg_read_scanlines(&info, rows, 1);
	}
	jpeg_finish_decompress(&info);
	jpeg_destroy_decompress(&info);
	return 0;
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

// libjpeg decodes with libjpeg-turbo and throws the samples away.
func libjpeg(data []byte, denominator int, gray bool) error {
	g := C.int(0)
	if gray {
		g = 1
	}
	if C.decode((*C.uchar)(unsafe.Pointer(&data[0])), C.ulong(len(data)), C.int(denominator), g) != 0 {
		return errors.New("libjpeg could not decode the frame")
	}
	return nil
}
