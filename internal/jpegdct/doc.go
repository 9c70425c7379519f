// Package jpegdct works on JPEG at the level of DCT coefficients: it makes a picture at 1/8 scale from the DC
// coefficients alone, cuts rectangles out without quantising again, repairs what cameras leave out, and tells
// damaged data from good. No pixel is ever decoded.
//
// References in comments such as "B.2.4.2" are to ITU-T T.81, the JPEG standard.
package jpegdct
