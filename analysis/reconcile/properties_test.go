package reconcile

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// randomHierarchy is a tree or a crossing of up to three dimensions with some
// cells empty and some filled twice.
func randomHierarchy(t testing.TB, rng *rand.Rand, tree bool) *Hierarchy {
	t.Helper()
	var b strings.Builder
	structure := "a/b/c"
	if tree {
		b.WriteString("unique_id,a,b,c\n")
		for j := range 4 + rng.IntN(20) {
			a := rng.IntN(3)
			bb := a*3 + rng.IntN(3)
			c := bb*2 + rng.IntN(2)
			fmt.Fprintf(&b, "s%d,a%d,b%d,c%d\n", j, a, bb, c)
		}
	} else {
		structure = "a/b * c * d"
		b.WriteString("unique_id,a,b,c,d\n")
		j := 0
		for bb := range 4 {
			for c := range 1 + rng.IntN(3) {
				for d := range 2 {
					for range rng.IntN(3) {
						fmt.Fprintf(&b, "s%d,a%d,b%d,c%d,d%d\n", j, bb/2, bb, c, d)
						j++
					}
				}
			}
		}
		fmt.Fprintf(&b, "last,a1,b3,c0,d1\n")
	}
	h, err := Read("random.csv", strings.NewReader(b.String()), Format{Structure: structure})
	if err != nil {
		t.Fatal(err)
	}
	if tree && !h.IsTree() {
		t.Fatalf("nested labels are no tree:\n%s", b.String())
	}
	return h
}

func randomMatrix(rng *rand.Rand, rows, cols int, size float64) Matrix {
	m := NewMatrix(rows, cols)
	for i := range m.Data {
		m.Data[i] = size * rng.NormFloat64()
	}
	return m
}

// summingMatrix is S in full.
func summingMatrix(h *Hierarchy) *mat.Dense {
	a := h.Aggregates()
	s := mat.NewDense(h.Len(), h.Bottom(), nil)
	for i := range a {
		cols, vals := h.sums.row(i)
		for p, j := range cols {
			s.Set(i, int(j), 1)
			if vals != nil {
				s.Set(i, int(j), vals[p])
			}
		}
	}
	for j := range h.Bottom() {
		s.Set(a+j, j, 1)
	}
	return s
}

// explicit is S (S' W^-1 S)^-1 S' W^-1 y by dense inverses.
func explicit(t testing.TB, h *Hierarchy, w *mat.Dense, y Matrix) Matrix {
	t.Helper()
	s := summingMatrix(h)
	var inv, sw, sws, p, x mat.Dense
	if err := inv.Inverse(w); err != nil {
		t.Fatal(err)
	}
	sw.Mul(s.T(), &inv)
	sws.Mul(&sw, s)
	if err := p.Solve(&sws, &sw); err != nil {
		t.Fatal(err)
	}
	x.Mul(&p, mat.NewDense(y.Rows, y.Cols, y.Data))
	var full mat.Dense
	full.Mul(s, &x)
	return Matrix{y.Rows, y.Cols, full.RawMatrix().Data}
}

// covariance of a method, in full and by its definition.
func covariance(h *Hierarchy, o Options) *mat.Dense {
	n := h.Len()
	w := mat.NewDense(n, n, nil)
	r, counts := o.Residuals, h.Counts()
	periods := float64(r.Cols)
	for i := range n {
		for j := range n {
			sum := 0.0
			for t := range r.Cols {
				sum += r.At(i, t) * r.At(j, t)
			}
			switch {
			case i != j && o.Method != MinT && o.Method != MinTSample:
				continue
			case o.Method == OLS:
				sum = periods
			case o.Method == WLSStructural:
				sum = counts[i] * periods
			}
			w.Set(i, j, sum/periods)
		}
	}
	if o.Method == MinT {
		lambda := slowShrinkage(r)
		for i := range n {
			for j := range n {
				if i != j {
					w.Set(i, j, (1-lambda)*w.At(i, j))
				}
			}
		}
	}
	return w
}

// slowShrinkage is the definition, pair by pair.
func slowShrinkage(r Matrix) float64 {
	n := float64(r.Cols)
	noise, signal := 0.0, 0.0
	for i := range r.Rows {
		for j := range r.Rows {
			if i == j {
				continue
			}
			si, sj := math.Sqrt(meanSquare(r.Row(i))), math.Sqrt(meanSquare(r.Row(j)))
			sum, squares := 0.0, 0.0
			for t := range r.Cols {
				w := r.At(i, t) / si * r.At(j, t) / sj
				sum += w
				squares += w * w
			}
			noise += (squares - sum*sum/n) / (n * (n - 1))
			signal += sum / n * sum / n
		}
	}
	return min(max(noise/signal, 0), 1)
}

func furthest(a, b Matrix) float64 {
	size, worst := 0.0, 0.0
	for i := range a.Data {
		size = max(size, math.Abs(b.Data[i]))
		worst = max(worst, math.Abs(a.Data[i]-b.Data[i]))
	}
	return worst / size
}

func plan(t testing.TB, h *Hierarchy, o Options) *Plan {
	t.Helper()
	p, err := NewPlan(h, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func reconciled(t testing.TB, p *Plan, y Matrix) Matrix {
	t.Helper()
	out, _, err := p.Reconcile(y)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var leastSquares = []Method{OLS, WLSStructural, WLSVariance, MinT}

// On random small trees and crossings: agrees with the explicit dense formula,
// adds up, leaves what adds up alone (idempotent, unbiased: S P S = S), and does
// not depend on workers or on sweep or iteration.
func TestReconcile_properties(t *testing.T) {
	for seed := range uint64(24) {
		rng := rand.New(rand.NewPCG(seed, 4))
		h := randomHierarchy(t, rng, seed%2 == 0)
		periods := 5 + rng.IntN(40)
		if seed%3 == 0 {
			periods += h.Len() + 10 // enough for the sample covariance
		}
		r := randomMatrix(rng, h.Len(), periods, 1)
		for i := range h.Len() { // scales from 0.1 to 10
			by := math.Pow(10, 2*rng.Float64()-1)
			for p := range r.Row(i) {
				r.Row(i)[p] *= by
			}
		}
		y := randomMatrix(rng, h.Len(), 1+rng.IntN(40), 100)
		methods := leastSquares
		if seed%3 == 0 {
			methods = append(methods[:4:4], MinTSample)
		}
		for _, method := range methods {
			o := Options{Method: method, Residuals: r, Unsafe: true}
			p := plan(t, h, o)
			x := reconciled(t, p, y)
			if off := furthest(x, explicit(t, h, covariance(h, o), y)); off > 1e-8 {
				t.Errorf("seed %d, %s: %.1e from the explicit formula", seed, method, off)
			}
			if gap := h.Incoherence(x); gap > 1e-12 {
				t.Errorf("seed %d, %s: does not add up: %.1e", seed, method, gap)
			}
			if off := furthest(reconciled(t, p, x), x); off > 1e-12 {
				t.Errorf("seed %d, %s: a second time moves by %.1e", seed, method, off)
			}
			coherent, err := h.Aggregate(randomMatrix(rng, h.Bottom(), 3, 10))
			if err != nil {
				t.Fatal(err)
			}
			if off := furthest(reconciled(t, p, coherent), coherent); off > 1e-12 {
				t.Errorf("seed %d, %s: moves what adds up by %.1e", seed, method, off)
			}
			o.Iterative = true
			if off := furthest(reconciled(t, plan(t, h, o), y), x); off > 1e-9 {
				t.Errorf("seed %d, %s: iteration %.1e from the sweep", seed, method, off)
			}
			o.Workers = 3
			o.Iterative = false
			if off := furthest(reconciled(t, plan(t, h, o), y), x); off != 0 {
				t.Errorf("seed %d, %s: depends on workers: %.1e", seed, method, off)
			}
		}
	}
}

// The reference of methods.md, AT-40.
func TestReconcile_by_hand(t *testing.T) {
	h, err := New([]string{"total", "A"}, []string{"a", "b", "c"}, [][]int{{0, 1, 2}, {0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	y := Matrix{5, 1, []float64{100, 62, 30, 35, 40}}
	for method, want := range map[Method][]float64{
		OLS:           {101.125, 62.250, 28.625, 33.625, 38.875},
		WLSStructural: {102.1, 62.8, 28.9, 33.9, 39.3},
		BottomUp:      {105, 65, 30, 35, 40},
		// 100 shared 62:40, then 30:35
		TopDownForecastProportions: {100, 100 * 62. / 102, 100 * 62. / 102 * 30 / 65, 100 * 62. / 102 * 35 / 65, 100 * 40. / 102},
	} {
		x := reconciled(t, plan(t, h, Options{Method: method}), y)
		for i, v := range want {
			if math.Abs(x.Data[i]-v) > 1e-12 {
				t.Errorf("%s: %s is %.12f, want %.12f", method, h.Nodes()[i], x.Data[i], v)
			}
		}
	}
}

// Shares by hand: parts 1 and 3 of 4, then 4 and 4 of 8. Average of proportions
// (1/4 + 1/2) / 2 = 3/8, proportion of averages 5/12. A period with a gap does not count.
func TestReconcile_historical_proportions(t *testing.T) {
	h, err := New([]string{"total"}, []string{"a", "b"}, [][]int{{0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	past := Matrix{3, 3, []float64{4, 8, nan, 1, 4, 7, 3, 4, nan}}
	y := Matrix{3, 1, []float64{24, 1, 1}}
	for method, want := range map[Method]float64{TopDownAverageProportions: 9, TopDownProportionsOfAverages: 10} {
		x := reconciled(t, plan(t, h, Options{Method: method, History: past}), y)
		if math.Abs(x.Data[1]-want) > 1e-12 || math.Abs(x.Data[0]-24) > 1e-12 {
			t.Errorf("%s: %v", method, x.Data)
		}
	}
}

func TestReconcile_middle_out(t *testing.T) {
	file := "unique_id,area,region\ns1,north,r1\ns2,north,r1\ns3,north,r2\ns4,south,r3\ns5,south,r3\n"
	h, err := Read("t.csv", strings.NewReader(file), Format{})
	if err != nil {
		t.Fatal(err)
	}
	base := map[string]float64{"Total": 1, "north": 60, "south": 20, "r1": 2, "r2": 1, "r3": 5, "s1": 1, "s2": 3, "s3": 9, "s4": 0, "s5": 0}
	want := map[string]float64{"Total": 80, "north": 60, "south": 20, "r1": 40, "r2": 20, "r3": 20, "s1": 10, "s2": 30, "s3": 20, "s4": 10, "s5": 10}
	y := NewMatrix(h.Len(), 1)
	for id, v := range base {
		i, ok := h.Node(id)
		if !ok {
			t.Fatalf("no node %q in %q", id, h.Nodes())
		}
		y.Data[i] = v
	}
	x := reconciled(t, plan(t, h, Options{Method: MiddleOut, Level: "area"}), y)
	for id, v := range want {
		i, _ := h.Node(id)
		if math.Abs(x.Data[i]-v) > 1e-12 {
			t.Errorf("%s is %v, want %v", id, x.Data[i], v)
		}
	}
	if _, err := NewPlan(h, Options{Method: MiddleOut, Level: "county"}); err == nil || !strings.Contains(err.Error(), `"county"`) {
		t.Errorf("unknown level: %v", err)
	}
}

// Where only the bottom forecasts are sure, and where no sum has a forecast of
// its own, the answer is bottom-up; where only the total is sure it is kept.
func TestReconcile_forced_by_variances(t *testing.T) {
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 5))
		h := randomHierarchy(t, rng, seed%2 == 0)
		y := randomMatrix(rng, h.Len(), 4, 100)
		up := reconciled(t, plan(t, h, Options{Method: BottomUp}), y)
		w, infinite, absent := make([]float64, h.Len()), make([]float64, h.Len()), make([]bool, h.Len())
		for i := range w {
			w[i], infinite[i] = 1e12, math.Inf(1)
			if i >= h.Aggregates() {
				w[i], infinite[i] = 1, 1+rng.Float64()
			} else {
				absent[i] = true
			}
		}
		if off := furthest(reconciled(t, plan(t, h, Options{Variances: w}), y), up); off > 1e-9 {
			t.Errorf("seed %d: sure bottom: %.1e from bottom-up", seed, off)
		}
		if off := furthest(reconciled(t, plan(t, h, Options{Variances: infinite}), y), up); off > 1e-14 {
			t.Errorf("seed %d: no forecasts of sums: %.1e from bottom-up", seed, off)
		}
		missing := Matrix{y.Rows, y.Cols, append([]float64(nil), y.Data...)}
		for i := range h.Aggregates() * y.Cols {
			missing.Data[i] = math.NaN()
		}
		r := randomMatrix(rng, h.Len(), 9, 1)
		for _, method := range leastSquares {
			if off := furthest(reconciled(t, plan(t, h, Options{Method: method, Absent: absent, Residuals: r}), missing), up); method != MinT && off > 1e-14 {
				t.Errorf("seed %d: %s, absent sums: %.1e from bottom-up", seed, method, off)
			}
		}
		sure := make([]float64, h.Len())
		for i := range sure {
			sure[i] = 1
		}
		sure[0] = 1e-12
		x := reconciled(t, plan(t, h, Options{Variances: sure}), y)
		for k := range y.Cols {
			if math.Abs(x.At(0, k)-y.At(0, k)) > 1e-8 {
				t.Errorf("seed %d: the sure total moved from %v to %v", seed, y.At(0, k), x.At(0, k))
			}
		}
	}
}

// The order of series and nodes does not matter, nor does the unit of measurement.
func TestReconcile_invariance(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 6))
	rows := []string{"s0,a,x,p", "s1,a,x,q", "s2,a,y,p", "s3,b,z,q", "s4,b,z,p", "s5,b,y2,q"}
	read := func(rows []string) *Hierarchy {
		h, err := Read("t.csv", strings.NewReader("unique_id,A,B,C\n"+strings.Join(rows, "\n")), Format{Structure: "A/B*C"})
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	h := read(rows)
	y, r := randomMatrix(rng, h.Len(), 3, 50), randomMatrix(rng, h.Len(), 12, 1)
	for range 5 {
		shuffled := append([]string(nil), rows...)
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		g := read(shuffled)
		move := func(m Matrix, by float64) Matrix {
			out := NewMatrix(m.Rows, m.Cols)
			for i, id := range g.Nodes() {
				from, ok := h.Node(id)
				if !ok {
					t.Fatalf("no node %q", id)
				}
				for k, v := range m.Row(from) {
					out.Set(i, k, v*by)
				}
			}
			return out
		}
		for _, method := range leastSquares {
			for _, nonNegative := range []bool{false, true} {
				x := reconciled(t, plan(t, h, Options{Method: method, Residuals: r, NonNegative: nonNegative}), y)
				got := reconciled(t, plan(t, g, Options{Method: method, Residuals: move(r, 1e6), NonNegative: nonNegative}), move(y, 1e6))
				if off := furthest(got, move(x, 1e6)); off > 1e-9 {
					t.Errorf("%s: %.1e", method, off)
				}
			}
		}
	}
}

func TestReconcile_refuses(t *testing.T) {
	h, err := New([]string{"total"}, []string{"a", "b"}, [][]int{{0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	for name, c := range map[string]struct {
		o    Options
		want string
	}{
		"no residuals":       {Options{Method: MinT}, "needs residuals of all 3 nodes"},
		"negative variance":  {Options{Variances: []float64{1, -1, 1}}, `variance of "a" is -1`},
		"node without error": {Options{Method: WLSVariance, Residuals: Matrix{3, 2, []float64{1, 2, nan, nan, 1, 2}}}, `variance of "a" is NaN`},
		"bottom unsure":      {Options{Variances: []float64{1, 1, math.Inf(1)}}, `variance of "b" is +Inf`},
		"absent bottom":      {Options{Method: OLS, Absent: []bool{false, true, false}}, `bottom series "a" has no base forecast`},
		"sample, not asked":  {Options{Method: MinTSample, Residuals: NewMatrix(3, 9)}, "set Unsafe"},
		"sample, singular":   {Options{Method: MinTSample, Unsafe: true, Residuals: NewMatrix(3, 9)}, "singular"},
		"no common period":   {Options{Method: MinT, Residuals: Matrix{3, 3, []float64{1, nan, 1, nan, 1, 2, 1, 2, 3}}}, "only 1 periods"},
		"unknown method":     {Options{Method: "best"}, "use one of bu, "},
		"no history":         {Options{Method: TopDownAverageProportions}, "needs the history"},
	} {
		if _, err := NewPlan(h, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := plan(t, h, Options{Method: OLS})
	if _, _, err := p.Reconcile(Matrix{3, 2, []float64{1, 2, 3, nan, 1, 2}}); err == nil || !strings.Contains(err.Error(), `"a" in column 2 is NaN`) {
		t.Errorf("missing forecast: %v", err)
	}
	if _, _, err := p.Reconcile(NewMatrix(2, 2)); err == nil {
		t.Error("two rows for three nodes pass")
	}
}
