package jpegdct

// huffSpec is a Huffman table as it was sent, in a form that compares fast.
type huffSpec struct {
	counts [16]uint8
	n      int
	values [256]uint8
}

// read takes a table from the start of seg and returns how many bytes it has; reason is empty for a good one.
// The rules are those of C.2: the codes must fit in their lengths, and none may be all ones.
func (s *huffSpec) read(seg []byte, dc bool) (size int, reason string) {
	if len(seg) < 16 {
		return 0, "a Huffman table is cut short"
	}
	n, code := 0, 0
	for i, c := range seg[:16] {
		n += int(c)
		code = code<<1 + int(c)
		if c > 0 && code >= 2<<i {
			return 0, "a Huffman table has more codes than fit"
		}
	}
	if n == 0 {
		return 0, "a Huffman table is empty"
	}
	if n > 256 || len(seg) < 16+n {
		return 0, "a Huffman table is cut short"
	}
	if dc {
		for _, v := range seg[16 : 16+n] {
			if v > 15 {
				return 0, "a Huffman table for DC coefficients has a category above 15"
			}
		}
	}
	copy(s.counts[:], seg[:16])
	copy(s.values[:n], seg[16:16+n])
	s.n = n
	return 16 + n, ""
}

// set takes a table that is known to be good.
func (s *huffSpec) set(t HuffmanTable) {
	s.counts = t.Counts
	s.n = copy(s.values[:], t.Values)
}

// equal compares the parts that mean something.
func (s *huffSpec) equal(o *huffSpec) bool {
	return s.n == o.n && s.counts == o.counts && string(s.values[:s.n]) == string(o.values[:s.n])
}

// canonical decodes one symbol at a time; it is the way for codes that the lookup tables do not hold.
type canonical struct {
	limit  [17]uint32 // one more than the last code of each length, aligned to 16 bits
	offset [17]int32  // index of the first value of each length less its first code
	values [256]uint8
}

func (c *canonical) build(s *huffSpec) {
	code, index := uint32(0), int32(0)
	for i, n := range s.counts {
		length := i + 1
		c.offset[length] = index - int32(code)
		code += uint32(n)
		index += int32(n)
		c.limit[length] = code << (16 - length)
		code <<= 1
	}
	c.values = s.values
}

// symbol returns the first symbol of w, which is aligned to the left, and the length of its code; 0 means that
// no code begins like that.
func (c *canonical) symbol(w uint64) (value uint8, length uint) {
	top := uint32(w >> 48)
	for l := uint(1); l <= 16; l++ {
		if top < c.limit[l] {
			return c.values[uint8(int32(top>>(16-l))+c.offset[l])], l
		}
	}
	return 0, 0
}
