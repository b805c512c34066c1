package diagnosis

import (
	"math"
	"slices"

	"fabbisogno/analysis/agreement"
	"fabbisogno/analysis/internal/lanes"
	"fabbisogno/analysis/internal/order"
	"fabbisogno/analysis/shortage"
)

// rate fills in the ratings of the methods that were run.
func (w *work) rate(res *Result) {
	n := len(w.shown)
	for _, m := range w.methods {
		out := &res.Methods[m.place]
		for s, i := range w.shown {
			if s%abreast == 0 && !m.exact {
				w.turn(m, s)
			}
			r := &out.Ratings[i]
			value, class := m.value[s], m.class[s]
			if math.IsNaN(value) && class < 0 {
				if r.Reason == "" {
					r.Reason = "no value"
				}
				continue
			}
			r.Status, r.Reason, r.Value, r.Rank = Rated, "", value, m.rank[s]
			if !math.IsNaN(value) {
				ranks := m.ranks[s*(n+1) : (s+1)*(n+1)]
				if r.Lower, r.Upper = value, value; !m.exact {
					draws := w.byUnit[s%abreast*w.o.Draws:][:w.o.Draws]
					if ranks[0] > 0 {
						draws = known(draws)
					}
					r.Lower, r.Upper = w.interval(draws)
				}
				ranks[0] = 0 // draws without a value have no say
				r.RankLower, r.RankUpper = w.places(ranks)
				r.RankLower, r.RankUpper = math.Min(r.RankLower, r.Rank), math.Max(r.RankUpper, r.Rank)
				out.Ranked++
			}
			if class < 0 {
				continue
			}
			r.Class, r.Says = m.Classes[class], verdict(m.says(class))
			r.Shares = make([]float64, len(m.Classes))
			short := 0.0
			for c := range r.Shares {
				count := float64(m.classes[c*len(m.class)+s])
				r.Shares[c] = count / float64(w.o.Draws)
				if m.says(int8(c)) == shortage.Yes {
					short += count
				}
			}
			r.ClassShare = r.Shares[class]
			if len(m.Short) > 0 {
				r.ShortageShare = short / float64(w.o.Draws)
			}
		}
	}
}

// abreast are the units whose draws are laid out at once: as many as share a line of
// the processor's memory.
const abreast = 8

// turn lays out the draws of a few units from s on, unit after unit. They are kept
// draw after draw: a page for each unit and method would be written in every draw.
func (w *work) turn(m *running, s int) {
	n, draws := len(w.shown), w.o.Draws
	w.byUnit = slices.Grow(w.byUnit[:0], abreast*draws)[:min(abreast, n-s)*draws]
	lanes.TurnTo(w.byUnit, m.draws, n, s)
}

// interval holds the level's share of draws, the rest half on either side.
func (w *work) interval(draws []float64) (lower, upper float64) {
	if len(draws) == 0 {
		return math.NaN(), math.NaN()
	}
	w.room = slices.Grow(w.room[:0], order.Room(len(draws)))[:order.Room(len(draws))]
	tail := int((1 - w.o.Level) / 2 * float64(len(draws)))
	return order.Two(draws, tail, len(draws)-1-tail, w.room)
}

// known moves the draws that have a value to the front.
func known(draws []float64) []float64 {
	kept := draws[:0]
	for _, v := range draws {
		if v == v {
			kept = append(kept, v)
		}
	}
	return kept
}

// places are the ends of the level's share of counts by place.
func (w *work) places(counts []uint32) (lower, upper float64) {
	total := 0.0
	for _, c := range counts {
		total += float64(c)
	}
	if total == 0 {
		return math.NaN(), math.NaN()
	}
	tail, sum := (1-w.o.Level)/2*total, 0.0
	lower, upper = math.NaN(), math.NaN()
	for place, c := range counts {
		sum += float64(c)
		if math.IsNaN(lower) && sum > tail {
			lower = float64(place)
		}
		if math.IsNaN(upper) && sum >= total-tail {
			upper = float64(place)
		}
	}
	return lower, upper
}

// agree counts the methods that say shortage, at the point and over draws.
func (w *work) agree(res *Result) {
	m := len(w.methods)
	for _, u := range res.Panel.Units {
		a := Agreement{Status: NotRated, Lower: math.NaN(), Upper: math.NaN(), StandingShare: math.NaN(), MajorityShare: math.NaN(), NoneShare: math.NaN()}
		if u.Suppressed != "" {
			a.Status = Suppressed
		}
		res.Agreements = append(res.Agreements, a)
	}
	for s, i := range w.shown {
		says := make([]shortage.Verdict, m)
		for k, r := range w.methods {
			says[k] = r.says(r.class[s])
		}
		a := &res.Agreements[i]
		if a.Shortage, a.Methods = agreement.Count(says); a.Methods == 0 {
			continue
		}
		a.Status, a.Standing = Rated, agreement.Standing(a.Shortage, a.Methods)
		counts, same, most, none := make([]uint32, m+1), uint32(0), uint32(0), uint32(0)
		for of := range m + 1 {
			for k := range of + 1 {
				c := w.verdicts[(s*(m+1)+of)*(m+1)+k]
				counts[k] += c
				if agreement.Standing(k, of) == a.Standing {
					same += c
				}
				if 2*k > of {
					most += c
				}
				if k == 0 && of > 0 {
					none += c
				}
			}
		}
		a.Lower, a.Upper = w.places(counts)
		a.Lower, a.Upper = math.Min(a.Lower, float64(a.Shortage)), math.Max(a.Upper, float64(a.Shortage))
		a.StandingShare = float64(same) / float64(w.o.Draws)
		a.MajorityShare, a.NoneShare = float64(most)/float64(w.o.Draws), float64(none)/float64(w.o.Draws)
	}
}

// correlate gives Kendall's tau of the point rankings with its spread over draws.
func (w *work) correlate(res *Result) {
	w.eachPair(func(pair int, a, b *running) {
		tau, units := agreement.TauB(a.rank, b.rank)
		if units < 2 {
			return
		}
		t := Tau{A: a.ID, B: b.ID, Tau: tau, Units: units}
		t.Lower, t.Upper = w.interval(w.taus[pair])
		t.Lower, t.Upper = math.Min(t.Lower, tau), math.Max(t.Upper, tau)
		if t.A > t.B {
			t.A, t.B = t.B, t.A
		}
		res.Taus = append(res.Taus, t)
	})
}
