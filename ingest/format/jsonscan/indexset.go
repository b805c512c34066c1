package jsonscan

// IndexSet is a set of cell numbers of a cube. It costs one bit a cell where
// cells lie close together, and at most about 100 bytes where they lie apart.
type IndexSet struct {
	pages map[uint64]*[8]uint64
	last  *[8]uint64
	page  uint64 // of last
}

// Add puts i in and says whether it was not there yet.
func (s *IndexSet) Add(i uint64) bool {
	page := i >> 9
	if s.last == nil || page != s.page {
		if s.pages == nil {
			s.pages = map[uint64]*[8]uint64{}
		}
		p, ok := s.pages[page]
		if !ok {
			p = new([8]uint64)
			s.pages[page] = p
		}
		s.last, s.page = p, page
	}
	word, bit := &s.last[i>>6&7], uint64(1)<<(i&63)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	return true
}

// MaxPages is the most pages of 512 cells that a caller should let a set grow to.
const MaxPages = 1 << 22

// Pages is the number of pages that hold something.
func (s *IndexSet) Pages() int { return len(s.pages) }

// Clear takes all out.
func (s *IndexSet) Clear() {
	clear(s.pages)
	s.last = nil
}

// Index reads a cell number as a key writes it: digits without leading zeros.
func Index(text []byte) (uint64, bool) {
	if len(text) == 0 || len(text) > 18 || (text[0] == '0' && len(text) > 1) {
		return 0, false
	}
	var n uint64
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, true
}
