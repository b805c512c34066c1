package diagnosis

import (
	"math"

	"fabbisogno/analysis/agreement"
	"fabbisogno/analysis/shortage"
)

// rate fills in the ratings of the methods that were run.
func (w *work) rate(res *Result) {
	n := len(w.shown)
	for k, m := range w.methods {
		out := &res.Methods[w.place[k]]
		for s, i := range w.shown {
			r := &out.Ratings[i]
			value, class := w.value[k][s], w.class[k][s]
			if math.IsNaN(value) && class < 0 {
				if r.Reason == "" {
					r.Reason = "no value"
				}
				continue
			}
			r.Status, r.Reason, r.Value, r.Rank = Rated, "", value, w.rank[k][s]
			if !math.IsNaN(value) {
				r.Lower, r.Upper = w.interval(w.draws[k][s*w.o.Draws : (s+1)*w.o.Draws])
				r.RankLower, r.RankUpper = w.places(w.ranks[k][s*(n+1) : (s+1)*(n+1)])
				r.RankLower, r.RankUpper = math.Min(r.RankLower, r.Rank), math.Max(r.RankUpper, r.Rank)
				out.Ranked++
			}
			if class < 0 {
				continue
			}
			r.Class, r.Says = m.Classes[class], verdict(m.says(class))
			counts := w.classes[k][s*len(m.Classes) : (s+1)*len(m.Classes)]
			r.Shares = make([]float64, len(counts))
			short := 0.0
			for c, count := range counts {
				r.Shares[c] = float64(count) / float64(w.o.Draws)
				if m.says(int8(c)) == shortage.Yes {
					short += float64(count)
				}
			}
			r.ClassShare = r.Shares[class]
			if len(m.Short) > 0 {
				r.ShortageShare = short / float64(w.o.Draws)
			}
		}
	}
}

// interval holds the level's share of draws, the rest half on either side. It
// reorders the draws.
func (w *work) interval(draws []float64) (lower, upper float64) {
	kept := draws[:0]
	for _, v := range draws {
		if v == v {
			kept = append(kept, v)
		}
	}
	if len(kept) == 0 {
		return math.NaN(), math.NaN()
	}
	tail := int((1 - w.o.Level) / 2 * float64(len(kept)))
	lower = selectAt(kept, tail)
	return lower, selectAt(kept, len(kept)-1-tail)
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

// selectAt is the k-th smallest, from 0; it reorders x (Hoare's selection).
func selectAt(x []float64, k int) float64 {
	from, to := 0, len(x)-1
	for from < to {
		pivot := x[from+(to-from)/2]
		i, j := from, to
		for i <= j {
			for x[i] < pivot {
				i++
			}
			for x[j] > pivot {
				j--
			}
			if i <= j {
				x[i], x[j] = x[j], x[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			to = j
		case k >= i:
			from = i
		default:
			return x[k]
		}
	}
	return x[k]
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
		for k, method := range w.methods {
			says[k] = method.says(w.class[k][s])
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
	w.eachPair(func(pair, a, b int) {
		tau, units := agreement.TauB(w.rank[a], w.rank[b])
		if units < 2 {
			return
		}
		t := Tau{A: w.methods[a].ID, B: w.methods[b].ID, Tau: tau, Units: units}
		t.Lower, t.Upper = w.interval(w.taus[pair])
		t.Lower, t.Upper = math.Min(t.Lower, tau), math.Max(t.Upper, tau)
		if t.A > t.B {
			t.A, t.B = t.B, t.A
		}
		res.Taus = append(res.Taus, t)
	})
}
