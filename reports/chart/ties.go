package chart

import (
	"errors"
	"fmt"
	"strings"
)

// Lanes of bars beside a ranking.
const (
	laneWidth = 9.0
	maxLanes  = 8
)

// checkTies says whether runs are places of a ranking of n, by rising first place,
// none within another.
func checkTies(ties []Tie, n int) error {
	for i, t := range ties {
		if t.First < 1 || t.Last <= t.First || t.Last > n {
			return fmt.Errorf("dots: places %d to %d are no run of a ranking of %d", t.First, t.Last, n)
		}
		if i > 0 && (t.First <= ties[i-1].First || t.Last <= ties[i-1].Last) {
			return fmt.Errorf("dots: places %d to %d do not come after %d to %d", t.First, t.Last, ties[i-1].First, ties[i-1].Last)
		}
	}
	return nil
}

// rows are the first and the last of the shown rows that a run joins; shown are the
// places of the rows, from 0.
func (t Tie) rows(shown []int) (first, last int) {
	first, last = len(shown), -1
	for row, place := range shown {
		if place+1 >= t.First && place+1 <= t.Last {
			first, last = min(first, row), row
		}
	}
	return first, last
}

// tieLanes packs the runs that join two or more of the shown rows into lanes such that none
// overlap in one lane, and says in the key which places each joins. Where the lanes
// would be too many to read, only the runs that together reach every row are kept.
func (d *drawing) tieLanes(s Dots, shown []int) ([][]Tie, []sample, error) {
	if len(s.Ties) == 0 {
		return nil, nil, nil
	}
	if s.Ordered {
		return nil, nil, errors.New("dots: rows in a given order have no places to tie")
	}
	if err := checkTies(s.Ties, len(s.Items)); err != nil {
		return nil, nil, err
	}
	var seen []Tie
	for _, t := range s.Ties {
		if from, to := t.rows(shown); to > from {
			seen = append(seen, t)
		}
	}
	lanes := packed(seen)
	if len(lanes) > maxLanes {
		seen = covering(seen)
		lanes = packed(seen)
	}
	if len(seen) == 0 {
		return nil, nil, nil
	}
	places := make([]string, len(seen))
	for i, t := range seen {
		places[i] = d.lang.Integer(t.First) + "–" + d.lang.Integer(t.Last)
	}
	text, err := d.message("ties", "places", strings.Join(places, ", "))
	if err != nil {
		return nil, nil, err
	}
	bar := func(d *drawing, x, y float64) {
		d.rect(box{x + sampleWidth/2 - 2, y - 7, x + sampleWidth/2 + 2, y + 7}, neutral, 1, pen{noColour, 0, nil}, zGuide)
	}
	return lanes, []sample{{text: text, draw: bar}}, nil
}

// packed puts runs into the first lane that is free.
func packed(ties []Tie) [][]Tie {
	var lanes [][]Tie
	for _, t := range ties {
		k := 0
		for k < len(lanes) && lanes[k][len(lanes[k])-1].Last >= t.First {
			k++
		}
		if k == len(lanes) {
			lanes = append(lanes, nil)
		}
		lanes[k] = append(lanes[k], t)
	}
	return lanes
}

// covering is a smallest set of runs that joins every place any of them joins.
func covering(ties []Tie) []Tie {
	var out []Tie
	for i := 0; i < len(ties); {
		best := i
		if n := len(out); n > 0 && ties[i].First <= out[n-1].Last {
			// Of the runs that begin within the one before, the last reaches furthest.
			for best+1 < len(ties) && ties[best+1].First <= out[n-1].Last {
				best++
			}
		}
		out = append(out, ties[best])
		i = best + 1
	}
	return out
}

func laneRoom(lanes [][]Tie) float64 {
	if len(lanes) == 0 {
		return 0
	}
	return float64(len(lanes))*laneWidth + 3
}

// ties draws the bars; one that goes on below the rows shown reaches a little beyond
// the last row, and the key names its last place.
func (d *drawing) ties(lanes [][]Tie, shown []int, r rows) {
	half := r.height / 2
	for k, lane := range lanes {
		x := r.right + 6 + float64(k)*laneWidth
		for _, t := range lane {
			first, last := t.rows(shown)
			top, bottom := r.plot.py(float64(first))-half+4, r.plot.py(float64(last))+half-4
			if r.above {
				top, bottom = top-4, bottom-6
			}
			if t.Last > shown[last]+1 {
				bottom += 8
			}
			d.rect(box{x, top, x + 4, bottom}, neutral, 1, pen{noColour, 0, nil}, zGuide)
		}
	}
}
