package shortage

import (
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Every worked example of every card is recomputed through the method.
func TestCards_examples(t *testing.T) {
	eachExample(t, func(t *testing.T, m Method, _ Card, e Example, p Parameters) {
		got, err := m.Run(e.In, p) // classes and scores of examples do not depend on draws
		if err != nil {
			t.Fatal(err)
		}
		holdRow(t, e, AnswerRow{Class: got.Class, Values: got.Values}, ExampleRow{Class: e.Class, Want: e.Want})
		for _, want := range e.Rows {
			number := strconv.Itoa(slices.Index(e.Units, want.Unit) + 1)
			i := slices.IndexFunc(got.Rows, func(r AnswerRow) bool { return r.Unit == number })
			if i < 0 {
				t.Errorf("no answer for unit %s", want.Unit)
				continue
			}
			holdRow(t, e, got.Rows[i], want)
		}
	})
}

// holdRow holds an answer against what an example says of it.
func holdRow(t *testing.T, e Example, got AnswerRow, want ExampleRow) {
	t.Helper()
	if got.Class != want.Class && want.Class != "" {
		t.Errorf("%v gives unit %q class %q, want %q (%s)", e.In, want.Unit, got.Class, want.Class, e.Why)
	}
	for name, w := range want.Want {
		if v, ok := got.Values[name]; !ok || !(math.Abs(v-w) <= e.Tolerance) {
			t.Errorf("%v gives unit %q %s %v, want %v within %v (%s)", e.In, want.Unit, name, v, w, e.Tolerance, e.Why)
		}
	}
}

func TestCards_and_methods_are_the_same_set(t *testing.T) {
	files, err := fs.Glob(cardFiles, "cards/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(Methods()) {
		t.Errorf("%d cards for %d methods: %v", len(files), len(Methods()), files)
	}
}

func TestMethods_refuse(t *testing.T) {
	p := declared(t)
	for _, c := range []struct {
		name string
		run  func() error
		want string
	}{
		{"points outside the scale", func() error { _, _, err := BAPoints([]float64{4}, p); return err }, "0, 1, 2 or 3"},
		{"negative vacancies", func() error { _, _, err := Tension(-1, 5, p); return err }, "negative"},
		{"more filled than vacant", func() error { _, _, err := FillRate(5, 4, p); return err }, "5 filled of 4"},
		{"share above one", func() error { _, _, _, err := Efficient(4, 5); return err }, "shares of the labour force"},
		{"markets of two lengths", func() error { _, err := Mismatch([]float64{1, 2}, []float64{1}, 0.5); return err }, "same number"},
		{"missing market", func() error { _, err := Mismatch([]float64{1, math.NaN()}, []float64{1, 1}, 0.5); return err }, "market 2"},
		{"parameter missing", func() error { _, _, err := ITA(1, 1, nil); return err }, "not declared"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.run(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want it to say %q", err, c.want)
			}
		})
	}
}

// Mismatch grows with detail and is blind to the size of the economy.
func TestMismatch_properties(t *testing.T) {
	fine, _ := Mismatch([]float64{60, 30, 10}, []float64{20, 20, 10}, 0.5)
	coarse, _ := Mismatch([]float64{90, 10}, []float64{40, 10}, 0.5)
	larger, _ := Mismatch([]float64{600, 300, 100}, []float64{2, 2, 1}, 0.5)
	if coarse >= fine {
		t.Errorf("two markets %v, three %v: merging must not raise the index", coarse, fine)
	}
	if math.Abs(larger-fine) > 1e-12 {
		t.Errorf("aggregate shifts change the index from %v to %v", fine, larger)
	}
}

// A skill that only occupations in shortage use is as short as they are; by hand:
// (0.5 x 0.8 x 100 - 1 x 0.2 x 300) / (0.8 x 100 + 0.2 x 300) = -20 / 140.
func TestOECDSkillNeed(t *testing.T) {
	got, err := OECDSkillNeed([]float64{0.5, -1, math.NaN()}, []float64{0.8, 0.2, 1}, []float64{100, 300, 50})
	if err != nil || math.Abs(got+20.0/140) > 1e-15 {
		t.Errorf("need %v, %v; want %v", got, err, -20.0/140)
	}
	if got, err := OECDSkillNeed([]float64{2}, []float64{0}, []float64{100}); err != nil || !math.IsNaN(got) {
		t.Errorf("a skill nobody uses: %v, %v; want NaN", got, err)
	}
	for name, call := range map[string]func() (float64, error){
		"lengths":             func() (float64, error) { return OECDSkillNeed([]float64{1}, []float64{1, 2}, []float64{1}) },
		"negative employment": func() (float64, error) { return OECDSkillNeed([]float64{1}, []float64{1}, []float64{-1}) },
		"missing intensity":   func() (float64, error) { return OECDSkillNeed([]float64{1}, []float64{math.NaN()}, []float64{1}) },
	} {
		if v, err := call(); err == nil {
			t.Errorf("%s: %v without an error", name, v)
		}
	}
}

// Openings against seekers: a tenth more counts, either way, from the limit on.
func TestPressure(t *testing.T) {
	for _, c := range []struct{ openings, seekers, want float64 }{
		{110, 100, 1}, {109, 100, 0}, {100, 110, -1}, {100, 109, 0}, {0, 0, 0}, {1, 0, 1}, {0, 1, -1}, {-50, 10, -1}, {-50, 0, -1},
	} {
		if got := pressure(c.openings, c.seekers, 0.1); got != c.want {
			t.Errorf("%v openings, %v seekers: %v, want %v", c.openings, c.seekers, got, c.want)
		}
	}
	if got := pressure(math.NaN(), 1, 0.1); !math.IsNaN(got) {
		t.Errorf("without openings %v, want NaN", got)
	}
}
