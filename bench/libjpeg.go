package main

/*
#cgo LDFLAGS: -ljpeg
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

// Codes a picture again with half of its columns of chroma. Returns 0 for success; the caller frees *out.
static int recode(unsigned char *data, unsigned long size, unsigned char **out, unsigned long *out_size) {
	struct jpeg_decompress_struct from;
	struct jpeg_compress_struct to;
	struct failing failing;
	JSAMPROW rows[1] = {row};
	memset(&from, 0, sizeof from);
	memset(&to, 0, sizeof to);
	from.err = to.err = jpeg_std_error(&failing.manager);
	failing.manager.error_exit = fail;
	failing.manager.output_message = be_quiet;
	if (setjmp(failing.back)) {
		jpeg_destroy_decompress(&from);
		jpeg_destroy_compress(&to);
		return 1;
	}
	jpeg_create_decompress(&from);
	jpeg_mem_src(&from, data, size);
	jpeg_read_header(&from, TRUE);
	from.out_color_space = JCS_YCbCr;
	jpeg_start_decompress(&from);
	jpeg_create_compress(&to);
	jpeg_mem_dest(&to, out, out_size);
	to.image_width = from.output_width;
	to.image_height = from.output_height;
	to.input_components = 3;
	to.in_color_space = JCS_YCbCr;
	jpeg_set_defaults(&to);
	jpeg_set_quality(&to, 80, TRUE);
	to.comp_info[0].h_samp_factor = 2;
	to.comp_info[0].v_samp_factor = 1;
	jpeg_start_compress(&to, TRUE);
	while (from.output_scanline < from.output_height) {
		jpeg_read_scanlines(&from, rows, 1);
		jpeg_write_scanlines(&to, rows, 1);
	}
	jpeg_finish_compress(&to);
	jpeg_finish_decompress(&from);
	jpeg_destroy_compress(&to);
	jpeg_destroy_decompress(&from);
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

// as422 codes a frame again at 4:2:2, quality 80.
func as422(data []byte) ([]byte, error) {
	var out *C.uchar
	var size C.ulong
	failed := C.recode((*C.uchar)(unsafe.Pointer(&data[0])), C.ulong(len(data)), &out, &size) != 0
	defer C.free(unsafe.Pointer(out))
	if failed {
		return nil, errors.New("libjpeg could not code the frame again")
	}
	return C.GoBytes(unsafe.Pointer(out), C.int(size)), nil
}
