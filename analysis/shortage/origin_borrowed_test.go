package shortage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"fabbisogno/datasets/published"
)

// Agriculture of Piedmont by hand. Of six occupations printed for both, five stand
// within twelve months of each other:
//
//	finishing    2024-01 78.8/51.1 over 2023-09 73.6/48.0; 2024-11 79.3/50.4 over none within the gap;
//	             2025-07 87.9/48.1 over 2026-01 75.0/45.8
//	smiths       2024-01 71.1/51.1 over 2023-09 72.0/48.0
//	mechanics    2024-Q4 59.8/50.4 over 2025-03 73.7/48.2
//	beauty care  2022-12 73/45 over 2023-02 66.2/46.2; 2025-07 68.3/48.1 over 2026-01 56.6/45.8
//	scientists   2022-07 74/44 and 2022-12 78/45 over 2023-02 80.7/46.2
func TestBorrow_agriculture_by_hand(t *testing.T) {
	in := originInputs(t)
	got, _ := in.deviations("ITC1", 12)
	d := func(r, rt, i, it float64) float64 { return math.Log(r / rt * it / i) }
	want := []float64{
		(d(78.8, 51.1, 73.6, 48) + d(87.9, 48.1, 75, 45.8)) / 2,
		d(71.1, 51.1, 72, 48),
		d(59.8, 50.4, 73.7, 48.2),
		(d(73, 45, 66.2, 46.2) + d(68.3, 48.1, 56.6, 45.8)) / 2,
		(d(74, 44, 80.7, 46.2) + d(78, 45, 80.7, 46.2)) / 2,
	}
	if fmt.Sprintf("%.6f", got) != fmt.Sprintf("%.6f", want) {
		t.Fatalf("deviations %.4f, want %.4f", got, want)
	}
	m := mean(want)
	v := 0.0
	for _, x := range want {
		v += (x - m) * (x - m) / 4
	}
	sd := math.Sqrt(v * 1.2)
	point := 47.8 * 43.7 / 45.8 * math.Exp(m) // Piedmont of 2025-09; Italy's overall value nearest to 2025-09 is of 2026-01
	o := originOutcome(t, origin(t, piedmont(t, in)), "A")
	if len(o.ShortageTerms) != 1 || o.ShortageTerms[0].Value.Borrowed == nil {
		t.Fatalf("agriculture has %d terms of shortage, want one that is borrowed", len(o.ShortageTerms))
	}
	e := o.ShortageTerms[0].Value
	const t95 = 2.131847 // Student's t, 4 degrees of freedom, 95%
	for what, pair := range map[string][2]float64{"point": {e.Point, point}, "standard error": {e.Borrowed.LogSD, sd}, "lower": {e.Bounds.Lower, point * math.Exp(-t95*sd)}, "upper": {e.Bounds.Upper, point * math.Exp(t95*sd)}} {
		if math.Abs(pair[0]-pair[1]) > 1e-4*pair[1] {
			t.Errorf("%s %.4f, want %.4f", what, pair[0], pair[1])
		}
	}
	if o.Shortage != Unknown || o.Graded.Strength.Lower <= 0 {
		t.Errorf("agriculture: shortage %s, graded strength %v", o.Shortage, o.Graded.Strength)
	}
}

// Without pairs there is nothing to borrow by.
func TestBorrow_needs_pairs(t *testing.T) {
	in := originInputs(t)
	in.Evidence.Same = in.Evidence.Same[:3]
	if o := originOutcome(t, origin(t, piedmont(t, in)), "A"); len(o.ShortageTerms) != 0 || o.ShortageShare != 0 {
		t.Errorf("with three pairs: %d terms, shortage in %v of the draws", len(o.ShortageTerms), o.ShortageShare)
	}
}

// The prediction interval holds the region's own value as often as it says: regions
// whose deviations are normal, five pairs, 4,000 of them. Its standard error of
// counting is 0.47 points.
func TestBorrow_interval_covers(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	in := OriginInputs{Evidence: OriginEvidence{}}
	for i := range 5 {
		in.Evidence.Same = append(in.Evidence.Same, SameOccupation{Labels: []string{fmt.Sprint("o", i)}, Why: "made up"})
	}
	const trials = 4000
	held, floorHeld := 0, 0
	for range trials {
		figure := func(territory, group string, v float64) Figure {
			return Figure{Source: Source{Period: "2024-01"}, Measure: HardToFill, Territory: territory, Group: group, Value: v}
		}
		m := 0.1 * rng.NormFloat64()
		in.Plain = Figures{figure("IT", "TOTAL", 40), figure("ITX1", "TOTAL", 40), figure("IT", "A", 30)}
		in.Labelled = nil
		for i := range 5 {
			label := fmt.Sprint("o", i)
			in.Labelled = append(in.Labelled, OriginFigure{Figure: figure("IT", "", 35), Occupation: label},
				OriginFigure{Figure: figure("ITX1", "", 35*math.Exp(m+0.1*rng.NormFloat64())), Occupation: label})
		}
		truth := 30 * math.Exp(m+0.1*rng.NormFloat64())
		e, _, ok := in.borrow("ITX1", OriginSector{Code: "A"}, 12, 0.9)
		if !ok {
			t.Fatal("nothing borrowed")
		}
		if e.Bounds.Lower <= truth && truth <= e.Bounds.Upper {
			held++
		}
		d := drawer{rng: rng}
		if d.borrowed(e) >= truth {
			floorHeld++
		}
	}
	if share := float64(held) / trials; share < 0.885 || share > 0.915 {
		t.Errorf("the 90%% interval holds the truth in %v of the trials", share)
	}
	if share := float64(floorHeld) / trials; share < 0.47 || share > 0.53 {
		t.Errorf("draws stand above the truth in %v of the trials, want half", share)
	}
}

// Every label of a printed occupation stands in the figures.
func TestPakistan_same_occupations_are_printed(t *testing.T) {
	in := originInputs(t)
	for _, g := range in.Evidence.Same {
		for _, label := range g.Labels {
			if len(in.printedShares("IT", []string{label}))+len(in.printedShares("ITC1", []string{label})) == 0 {
				t.Errorf("%q is printed nowhere", label)
			}
		}
	}
	if len(published.Files()) == 0 {
		t.Error("no published figures")
	}
}

func TestStrength_by_hand(t *testing.T) {
	term := func(indicator string, low, high float64) drawnTerm {
		return drawnTerm{indicator: indicator, ratio: Bounds{Lower: low, Upper: high}}
	}
	for _, c := range []struct {
		name   string
		terms  []drawnTerm
		weight float64
		want   Bounds
	}{
		{"both, the same weight", []drawnTerm{term(OriginTrade, 4, 9), term(OriginPresence, 1, 4)}, 0.5, Bounds{Lower: 2, Upper: 6}},
		{"trades three times as much", []drawnTerm{term(OriginTrade, 16, 16), term(OriginPresence, 1, 1)}, 0.75, Bounds{Lower: 8, Upper: 8}},
		{"trades alone", []drawnTerm{term(OriginTrade, 2, 3), term(OriginProgramme, 0, 1)}, 0.25, Bounds{Lower: 2, Upper: 3}},
		{"nobody of the trade", []drawnTerm{term(OriginTrade, 0, 4), term(OriginPresence, 1, 1)}, 0.5, Bounds{Lower: 0, Upper: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strength(c.terms, c.weight); math.Abs(got.Lower-c.want.Lower) > 1e-12 || math.Abs(got.Upper-c.want.Upper) > 1e-12 {
				t.Errorf("strength %v, want %v", got, c.want)
			}
		})
	}
	if got := strength([]drawnTerm{term(OriginProgramme, 1, 1)}, 0.5); got.IsKnown() {
		t.Errorf("a programme alone has the strength %v", got)
	}
}

// The graded strength tells more apart than yes or no, which holds in seven of ten.
func TestOrigin_graded_strength_of_Piedmont(t *testing.T) {
	res := origin(t, piedmont(t, originInputs(t)))
	type of struct{ strong, weak, without, graded [2]float64 }
	none, all, some := [2]float64{0, 0.02}, [2]float64{0.98, 1}, [2]float64{0.1, 0.9}
	for code, want := range map[string]of{
		"A":       {strong: [2]float64{0.85, 1}, weak: [2]float64{0, 0.15}, without: [2]float64{0.05, 0.4}, graded: [2]float64{0.05, 0.4}},
		"C10-C12": {strong: none, weak: none, without: none, graded: none}, // foremen and operators may all be of food, or none
		"C13-C15": {strong: some, weak: none, without: none, graded: some},
		"C24-C30": {strong: [2]float64{0, 0.2}, weak: none, without: none, graded: [2]float64{0, 0.2}},
		"F":       {strong: some, weak: some, without: some, graded: some}, // many masons, few at work in Italy
		"H_J-M":   {strong: some, weak: none, without: none, graded: some},
		"I":       {strong: some, weak: some, without: some, graded: some}, // few cooks, many at work in Italy
		"N":       {strong: none, weak: all, without: none, graded: none},
		"P-S":     {strong: none, weak: all, without: none, graded: none},
	} {
		o := originOutcome(t, res, code)
		got := of{[2]float64{o.Graded.StrongShare}, [2]float64{o.Graded.WeakShare}, [2]float64{o.WithoutShare}, [2]float64{o.Graded.ComesOutShare}}
		for what, pair := range map[string][2][2]float64{"at least 1": {got.strong, want.strong}, "below 1": {got.weak, want.weak}, "comes out without the term": {got.without, want.without}, "comes out with it": {got.graded, want.graded}} {
			if v := pair[0][0]; v < pair[1][0] || v > pair[1][1] {
				t.Errorf("%s: %s in %v of the draws, want %v", code, what, v, pair[1])
			}
		}
	}
}
