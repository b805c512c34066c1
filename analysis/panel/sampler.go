package panel

import (
	"cmp"
	"container/heap"
	"slices"

	"fabbisogno/datasets/longtable"
)

// sampler keeps the series with the smallest hashes of their names.
type sampler struct {
	most int
	n    int
	kept chosen
}

type candidate struct {
	hash   uint64
	order  int
	series longtable.Series
}

// chosen is a heap with the largest hash on top.
type chosen []candidate

func (c chosen) Len() int           { return len(c) }
func (c chosen) Less(i, j int) bool { return c[i].before(c[j]) > 0 }
func (c chosen) Swap(i, j int)      { c[i], c[j] = c[j], c[i] }
func (c *chosen) Push(x any)        { *c = append(*c, x.(candidate)) }
func (c *chosen) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}

func (c candidate) before(d candidate) int {
	return cmp.Or(cmp.Compare(c.hash, d.hash), cmp.Compare(c.order, d.order))
}

func (s *sampler) add(x longtable.Series) {
	c := candidate{mix(x.ID), s.n, x}
	s.n++
	if len(s.kept) < s.most {
		heap.Push(&s.kept, c)
		return
	}
	if c.before(s.kept[0]) < 0 {
		s.kept[0] = c
		heap.Fix(&s.kept, 0)
	}
}

// series kept, in the order of their hashes: what is made of them hangs on the
// order of the panel in no bit.
func (s *sampler) series() []longtable.Series {
	all := slices.Clone(s.kept)
	slices.SortFunc(all, candidate.before)
	out := make([]longtable.Series, len(all))
	for i, c := range all {
		out[i] = c.series
	}
	return out
}

// mix is FNV-1a with the last step of splitmix64: names that follow each other fall
// anywhere.
func mix(name string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
