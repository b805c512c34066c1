package shortage

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fabbisogno/datasets/catalog"
)

// The conformance suite: what every method of the list keeps, whatever it
// measures. A new method is held to it by its line in Methods.

// subject is a method with its card.
type subject struct {
	Method
	card Card
}

// subjects are all methods of the list, and the example of the contributing guide.
func subjects(t *testing.T) []subject {
	t.Helper()
	var out []subject
	for _, m := range Methods() {
		c, err := ReadCard(m.ID)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, subject{m, c})
	}
	return append(out, guideSubject(t))
}

// eachExample runs a check on every worked example of every method.
func eachExample(t *testing.T, check func(t *testing.T, m Method, c Card, e Example, p Parameters)) {
	t.Helper()
	p := append(declared(t).With(ParamDraws, 10), guideParameters(t)...)
	for _, m := range subjects(t) {
		for _, e := range m.card.Examples {
			t.Run(m.ID+"/"+e.ID, func(t *testing.T) { check(t, m.Method, m.card, e, p) })
		}
	}
}

// rowsOf are the answers by unit; of one unit it is the empty unit.
func rowsOf(a Answer) map[string]AnswerRow {
	out := map[string]AnswerRow{"": {Class: a.Class, Values: a.Values}}
	for _, r := range a.Rows {
		out[r.Unit] = r
	}
	return out
}

// replaced is a copy of the columns in which one column is another.
func replaced(in Columns, name string, col []float64) Columns {
	out := maps.Clone(in)
	out[name] = col
	return out
}

func filled(n int, v float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}

func TestConformance_cards(t *testing.T) {
	p := append(declared(t), guideParameters(t)...)
	for _, m := range subjects(t) {
		t.Run(m.ID, func(t *testing.T) {
			c := m.card
			if c.ID != m.ID || c.Version != m.Version {
				t.Errorf("card %s version %d stands for method %s version %d", c.ID, c.Version, m.ID, m.Version)
			}
			if !strings.HasPrefix(c.URL, "https://") || len(c.Source) < 10 {
				t.Errorf("citation %q, address %q: who published the method, and where", c.Source, c.URL)
			}
			for _, id := range c.Parameters {
				q, err := p.Find(id)
				switch {
				case err != nil:
					t.Error(err)
				case !(q.Minimum <= q.Value && q.Value <= q.Maximum) || q.Minimum == q.Maximum:
					t.Errorf("parameter %s: %v in %v to %v: a range around the value is expected", id, q.Value, q.Minimum, q.Maximum)
				case !q.Meaning.IsComplete() || q.Source == "":
					t.Errorf("parameter %s: meaning in both languages and source are expected", id)
				}
			}
			seen := map[string]bool{}
			for _, e := range c.Examples {
				if seen[e.ID] || e.Why == "" {
					t.Errorf("example %q: an id of its own and a reason are expected", e.ID)
				}
				seen[e.ID] = true
			}
			holdDirections(t, c)
		})
	}
}

// holdDirections: what an input raises or lowers is a declared value.
func holdDirections(t *testing.T, c Card) {
	t.Helper()
	for _, in := range c.Inputs {
		for _, name := range slices.Concat(in.Raises, in.Lowers) {
			if !slices.ContainsFunc(c.Results, func(r CardInput) bool { return r.ID == name }) {
				t.Errorf("input %s moves %q, which is no result of the card", in.ID, name)
			}
		}
	}
}

// The card names all values of the answer, and the examples show all that it names.
func TestConformance_results(t *testing.T) {
	named, shown := map[string]map[string]bool{}, map[string]map[string]bool{}
	eachExample(t, func(t *testing.T, m Method, c Card, e Example, p Parameters) {
		if named[m.ID] == nil {
			named[m.ID], shown[m.ID] = map[string]bool{}, map[string]bool{}
			for _, r := range c.Results {
				named[m.ID][r.ID] = true
			}
		}
		a, err := m.Run(e.In, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rowsOf(a) {
			for name := range r.Values {
				if shown[m.ID][name] = true; !named[m.ID][name] {
					t.Errorf("the answer has %q, which is no [[result]] of the card", name)
				}
			}
		}
		if c.CrossSection == (len(a.Rows) == 0) {
			t.Errorf("cross_section = %v and %d rows", c.CrossSection, len(a.Rows))
		}
	})
	for id, names := range named {
		for name := range names {
			if !shown[id][name] {
				t.Errorf("%s: no example gives %q", id, name)
			}
		}
	}
}

// panelOnly are parameters of the priority rule that its plain columns, one unit
// with given numbers, have no use for.
var panelOnly = []string{ParamEntriesRatio, ParamApplicationsFloor, ParamPeriodGap}

// Every parameter of a card is needed: at least one example is refused without it,
// and with a value outside its range.
func TestConformance_parameters_are_needed(t *testing.T) {
	missed := map[string]map[string]int{}
	eachExample(t, func(t *testing.T, m Method, c Card, e Example, p Parameters) {
		if missed[m.ID] == nil {
			missed[m.ID] = map[string]int{}
			for _, id := range c.Parameters {
				missed[m.ID][id] = 0
			}
		}
		for _, id := range c.Parameters {
			q, _ := p.Find(id)
			without := slices.DeleteFunc(slices.Clone(p), func(x catalog.Parameter) bool { return x.ID == id })
			_, err := m.Run(e.In, without)
			outside := p.With(id, q.Maximum+1)
			i := slices.IndexFunc(outside, func(x catalog.Parameter) bool { return x.ID == id })
			outside[i].Maximum = q.Maximum
			if _, beyond := m.Run(e.In, outside); err != nil && beyond != nil {
				missed[m.ID][id]++
			}
		}
	})
	for id, parameters := range missed {
		for name, n := range parameters {
			if n == 0 && !slices.Contains(panelOnly, name) {
				t.Errorf("%s answers every example without parameter %s, or with one outside its range", id, name)
			}
		}
	}
}

// mayBeNegative are units of inputs that have two sides.
var mayBeNegative = []string{"pct_change", "change", "pp", "any", "sd", UnitLabel}

// Whatever the inputs, nothing panics and no infinity leaves; what is infinite or
// below zero where that makes no sense is refused or not rated.
func TestConformance_hostile_inputs(t *testing.T) {
	eachExample(t, func(t *testing.T, m Method, c Card, e Example, p Parameters) {
		for _, in := range c.Inputs {
			col, ok := e.In[in.ID]
			if !ok {
				continue
			}
			for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, -1e300, 0, 0.5, 1e300, math.SmallestNonzeroFloat64} {
				first := slices.Clone(col)
				first[0] = v
				for _, hostile := range [][]float64{first, filled(len(col), v), {}} {
					holdHostile(t, m, c, in, replaced(e.In, in.ID, hostile), v, p)
				}
			}
		}
	})
}

func holdHostile(t *testing.T, m Method, c Card, in CardInput, columns Columns, v float64, p Parameters) {
	t.Helper()
	a, err := m.Run(columns, p)
	if err != nil {
		return
	}
	rows := rowsOf(a)
	for unit, r := range rows {
		for name, x := range r.Values {
			if math.IsInf(x, 0) {
				t.Errorf("%s = %v gives unit %q %s %v", in.ID, columns[in.ID], unit, name, x)
			}
		}
	}
	if len(columns[in.ID]) == 0 {
		return
	}
	bad := math.IsInf(v, 0) || v < 0 && !slices.Contains(mayBeNegative, in.Unit)
	rated := IsRated(a.Class)
	if c.CrossSection {
		rated = IsRated(rows["1"].Class)
	}
	if bad && rated {
		t.Errorf("%s = %v is rated %q, %q", in.ID, columns[in.ID], a.Class, rows["1"].Class)
	}
}

// Missing inputs are not rated, never a class.
func TestConformance_missing_inputs(t *testing.T) {
	eachExample(t, func(t *testing.T, m Method, c Card, e Example, p Parameters) {
		all := Columns{}
		for _, in := range c.Inputs {
			if n := len(e.In[in.ID]); n > 0 {
				all[in.ID] = filled(n, math.NaN())
			}
		}
		for _, in := range c.Inputs {
			if n := len(e.In[in.ID]); n > 0 && !in.Optional && !c.Partial && in.Per != PerAll {
				holdUnrated(t, m, replaced(e.In, in.ID, filled(n, math.NaN())), p, in.ID+" is missing")
			}
		}
		holdUnrated(t, m, all, p, "all inputs are missing")
		if !c.CrossSection {
			holdUnrated(t, m, Columns{}, p, "there are no columns")
		}
	})
}

func holdUnrated(t *testing.T, m Method, in Columns, p Parameters, what string) {
	t.Helper()
	a, err := m.Run(in, p)
	if err != nil {
		return // refused
	}
	for unit, r := range rowsOf(a) {
		if IsRated(r.Class) {
			t.Errorf("%s, and unit %q is rated %q", what, unit, r.Class)
		}
	}
}

// An input that raises or lowers values does so, or leaves them, however far it moves.
func TestConformance_monotone_where_declared(t *testing.T) {
	held := 0
	eachExample(t, func(t *testing.T, m Method, c Card, e Example, p Parameters) {
		for _, in := range c.Inputs {
			for i := range e.In[in.ID] {
				for _, step := range []float64{0.01, 0.5, 3} {
					col := slices.Clone(e.In[in.ID])
					col[i] += step
					held += holdMonotone(t, m, c, in, e.In, replaced(e.In, in.ID, col), i, p)
				}
			}
		}
	})
	if held < 300 {
		t.Errorf("only %d comparisons: the test looks at nothing", held)
	}
}

// holdMonotone compares before and after one value of an input was raised. In a
// cross-section only the unit of the value is held: the others move against it.
func holdMonotone(t *testing.T, m Method, c Card, in CardInput, low, high Columns, row int, p Parameters) (held int) {
	t.Helper()
	if len(in.Raises)+len(in.Lowers) == 0 {
		return 0
	}
	before, err := m.Run(low, p)
	if err != nil {
		t.Fatal(err)
	}
	after, err := m.Run(high, p)
	if err != nil {
		return 0 // beyond what the input may be
	}
	unit := ""
	if c.CrossSection {
		unit = strconv.Itoa(row + 1)
	}
	b, a := rowsOf(before)[unit].Values, rowsOf(after)[unit].Values
	const tolerance = 1e-9 // of rounding in sums
	for _, name := range in.Raises {
		if held++; a[name] < b[name]-tolerance {
			t.Errorf("%s in place %d raised from %v to %v lowers %s from %v to %v", in.ID, row+1, low[in.ID][row], high[in.ID][row], name, b[name], a[name])
		}
	}
	for _, name := range in.Lowers {
		if held++; a[name] > b[name]+tolerance {
			t.Errorf("%s in place %d raised from %v to %v raises %s from %v to %v", in.ID, row+1, low[in.ID][row], high[in.ID][row], name, b[name], a[name])
		}
	}
	return held
}

// The order of units, or of the items of a unit, means nothing: in a cross-section
// to the last bit, for items up to the rounding of sums.
func TestConformance_order_means_nothing(t *testing.T) {
	eachExample(t, func(t *testing.T, m Method, c Card, e Example, p Parameters) {
		n := 0
		for _, in := range c.Inputs {
			if c.CrossSection && in.Per != PerAll || in.Per == PerItem {
				n = max(n, len(e.In[in.ID]))
			}
		}
		if n < 2 {
			return
		}
		straight, err := m.Run(e.In, p)
		if err != nil {
			t.Fatal(err)
		}
		for turn := 1; turn < n; turn++ {
			mixed := Columns{}
			order := make([]int, n) // order[i] is the old place of the new row i
			for i := range order {
				order[i] = (n - 1 - i + turn) % n // reversed and turned
			}
			if names, ok := e.In[UnitColumn]; ok {
				mixed[UnitColumn] = at(names, order)
			}
			for _, in := range c.Inputs {
				if col, ok := e.In[in.ID]; ok {
					mixed[in.ID] = col
					if len(col) == n && in.Per != PerAll {
						mixed[in.ID] = at(col, order)
					}
				}
			}
			got, err := m.Run(mixed, p)
			if err != nil {
				t.Fatal(err)
			}
			holdSame(t, c, straight, got, order)
		}
	})
}

func holdSame(t *testing.T, c Card, straight, mixed Answer, order []int) {
	t.Helper()
	const tolerance = 1e-12
	want, tol := rowsOf(straight), 0.0
	if !c.CrossSection {
		tol = tolerance
	}
	for unit, r := range rowsOf(mixed) {
		old := unit
		if k, err := strconv.Atoi(unit); err == nil {
			old = strconv.Itoa(order[k-1] + 1)
		} else if unit != "" {
			continue // pairs of rows have tests of their own
		}
		w := want[old]
		if r.Class != w.Class || len(r.Values) != len(w.Values) {
			t.Errorf("order %v: unit %s is %q, was %q", order, old, r.Class, w.Class)
		}
		for name, v := range r.Values {
			if x := w.Values[name]; !(math.Abs(v-x) <= tol) && !(math.IsNaN(v) && math.IsNaN(x)) {
				t.Errorf("order %v: unit %s has %s %v, had %v", order, old, name, v, x)
			}
		}
	}
}

// A suppressed cell shows nothing: its values would tell what was suppressed.
func TestConformance_suppressed_shows_nothing(t *testing.T) {
	suppressed := 0
	eachExample(t, func(t *testing.T, m Method, c Card, e Example, p Parameters) {
		a, err := m.Run(e.In, p)
		if err != nil {
			t.Fatal(err)
		}
		for unit, r := range rowsOf(a) {
			if r.Class != ClassSuppressed {
				continue
			}
			suppressed++
			for name, v := range r.Values {
				if !math.IsNaN(v) {
					t.Errorf("unit %q is suppressed and shows %s %v", unit, name, v)
				}
			}
		}
	})
	if suppressed < 2 {
		t.Errorf("%d suppressed cells in all examples: the test looks at nothing", suppressed)
	}
}

// The acceptance numbers of the published methods and of the literature are worked
// examples of cards, so that they are recomputed through the function, through
// method run, and shown to readers.
func TestConformance_acceptance_numbers_are_examples(t *testing.T) {
	var ids []string
	for _, m := range subjects(t) {
		for _, e := range m.card.Examples {
			ids = append(ids, e.ID)
		}
	}
	for _, at := range []string{"AT-01", "AT-02", "AT-03", "AT-04", "AT-05", "AT-07", "AT-08", "AT-10", "AT-11", "AT-41", "AT-42", "AT-43"} {
		if !slices.ContainsFunc(ids, func(id string) bool { return id == at || strings.HasPrefix(id, at+" ") }) {
			t.Errorf("no example %s in any card", at)
		}
	}
}

// The same inputs give the same answer, and are left as they were.
func TestConformance_deterministic_and_pure(t *testing.T) {
	eachExample(t, func(t *testing.T, m Method, c Card, e Example, p Parameters) {
		before := fmt.Sprint(e.In, p)
		first, err := m.Run(e.In, p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := m.Run(e.In, p)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := fmt.Sprintf("%#v", first), fmt.Sprintf("%#v", again); a != b {
			t.Errorf("first %s, then %s", a, b)
		}
		if after := fmt.Sprint(e.In, p); after != before {
			t.Errorf("inputs were %s, are %s", before, after)
		}
	})
}
