package shortage

import "math"

// ParamOriginTradeWeight is the weight of the trades of emigrants in the graded
// strength; the rest is that of the workers already present.
const ParamOriginTradeWeight = "origin_trade_weight"

// GradedStrength is the training strength of the country of origin as a number, set
// beside the verdict of yes or no because that verdict holds in most sectors and so
// tells little apart.
//
//	strength = trades^w * presence^(1-w)
//
// the weighted geometric mean of the two published indicators that have degrees, each
// over its floor; where only one of them is counted, that one alone. That a programme
// names a sector has no degree and plays no part: persons trained are printed for
// three of its ten fields. At 1 the country leans to the sector as much as Italian
// demand and employment do; only its order and its place above or below 1 mean
// something.
type GradedStrength struct {
	Strength Range // Value is NaN where trades may belong to several sectors
	// Of the draws, in which floors, weight, editions and errors vary: the strength is
	// at least 1, or below it, however the trades of several sectors are shared out.
	// What is left of the two is not known.
	StrongShare, WeakShare float64
	// ComesOutShare: of the draws with a shortage and a strength of at least 1.
	ComesOutShare float64
}

// strength is the weighted geometric mean of the graded terms, of those that are
// known; unbounded without any.
func strength(terms []drawnTerm, tradeWeight float64) Bounds {
	low, high, weight := 0.0, 0.0, 0.0
	for _, t := range terms {
		w := tradeWeight
		switch t.indicator {
		case OriginTrade:
		case OriginPresence:
			w = 1 - tradeWeight
		default:
			continue
		}
		if !t.ratio.IsKnown() || w <= 0 {
			continue
		}
		low, high, weight = low+w*math.Log(t.ratio.Lower), high+w*math.Log(t.ratio.Upper), weight+w
	}
	if weight == 0 {
		return Unbounded()
	}
	return Bounds{Lower: math.Exp(low / weight), Upper: math.Exp(high / weight)} // exp(-Inf) is the 0 of a trade that nobody has
}

// rangeOf is an interval without a value in it, or a value where both ends are the same in print.
func rangeOf(b Bounds) Range {
	const same = 0.15 // of an interval that holds the rounding of printed numbers only
	r := Range{math.NaN(), b.Lower, b.Upper}
	if b.IsKnown() && b.Upper-b.Lower <= same*b.Lower {
		r.Value = math.Sqrt(b.Lower * b.Upper)
	}
	return r
}
