package warehouse

import (
	"slices"
	"testing"
)

func TestPieces(t *testing.T) {
	for _, n := range []int{0, 1, firstPiece, firstPiece + 1, 3 * firstPiece, 3*mostPiece + 7} {
		var p pieces[int]
		var want []int
		for i := range n {
			*p.next() = i
			want = append(want, i)
		}
		got := p.all()
		if !slices.Equal(got, want) || (got == nil) != (n == 0) {
			t.Errorf("%d rows: got %d, nil %v; want them in order, nil without any", n, len(got), got == nil)
		}
		if len(got) > 0 && cap(got) > len(got)+mostPiece/4 {
			t.Errorf("%d rows: room for %d is left: what is read is kept long", n, cap(got)-len(got))
		}
	}
}
