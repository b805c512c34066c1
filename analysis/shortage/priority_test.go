package shortage

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The published choice, unordered: care and assistance (proxy R-T), tourism,
// construction, agriculture. Known to tests only.
const fourSectors = "A F I R-T"

func TestPublished_years_pick_the_published_sectors(t *testing.T) {
	figs := publishedFigures(t)
	for _, c := range []struct {
		name    string
		year    int
		classes map[string]string
	}{
		{"2019", 2019, map[string]string{"B-E": ClassNot, "G": ClassNot, "H_J-Q_U": ClassNot}},
		// In 2023 the others are censored: below 16.4, with a floor of 15.1.
		{"2023", 2023, map[string]string{"B-E": ClassNot, "G": ClassUnknown, "H_J-Q_U": ClassUnknown}},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := apply(t, publishedPanel(t, figs, c.year), declared(t))
			if got := picks(res); got != fourSectors {
				t.Errorf("picks %q, want %q", got, fourSectors)
			}
			if len(res.Outcomes) != 7 {
				t.Errorf("%d groups, want the seven that partition the economy", len(res.Outcomes))
			}
			for code, want := range c.classes {
				o := outcome(t, res, code)
				if o.Class != want {
					t.Errorf("%s is %s (need %s, incidence %s), want %s", code, o.Class, o.Need, o.Incidence, want)
				}
				if o.ClassShare != 0 {
					t.Errorf("%s is picked in %v of the draws, want never", code, o.ClassShare)
				}
			}
		})
	}
}

// Incidence is what keeps trade out: its entries pass their floor.
func TestPublished_trade_passes_need_and_enters_with_incidence(t *testing.T) {
	figs := publishedFigures(t)
	in := publishedPanel(t, figs, 2019)
	if o := outcome(t, apply(t, in, declared(t)), "G"); o.Need != Yes || o.Incidence != No {
		t.Fatalf("trade: need %s, incidence %s, want yes and no", o.Need, o.Incidence)
	}
	for i := range figs {
		f := &figs[i]
		if f.Measure == "foreign_incidence_pct" && f.Period == "2019" && f.Group == "G" {
			f.Value = 18 // above construction's 17.6
		}
		// The level follows, so that the employed, and with them the rate of entries, stay as they are.
		if f.Measure == "foreign_employed_persons" && f.Period == "2019" && f.Group == "G" {
			f.Value = math.Round(f.Value * 18 / 7.9)
		}
	}
	if got := picks(apply(t, publishedPanel(t, figs, 2019), declared(t))); got != "A F G I R-T" {
		t.Errorf("with trade's incidence at 18.0 picks %q, want trade among them", got)
	}
}

func TestPriority_without_need_evidence_a_sector_drops_out(t *testing.T) {
	figs := publishedFigures(t)
	for _, year := range []int{2019, 2023} {
		for _, code := range strings.Fields(fourSectors) {
			in := publishedPanel(t, figs, year)
			for i := range in.Units {
				if in.Units[i].Code.Value == code {
					in.Units[i].Need = nil
				}
			}
			res := apply(t, in, declared(t))
			want := strings.Join(slices.DeleteFunc(strings.Fields(fourSectors), func(c string) bool { return c == code }), " ")
			if got := picks(res); got != want {
				t.Errorf("%d without the need of %s picks %q, want %q", year, code, got, want)
			}
			o := outcome(t, res, code)
			if o.Need != Unknown || o.Class != ClassUnknown || !math.IsNaN(o.Score) {
				t.Errorf("%d %s without need evidence: need %s, class %s, score %v", year, code, o.Need, o.Class, o.Score)
			}
		}
	}
}

// The only decided need of care is applications per place; without it partial entries leave need unknown.
func TestPublished_care_rests_on_its_declared_source(t *testing.T) {
	figs := slices.DeleteFunc(publishedFigures(t), func(f Figure) bool { return f.Measure == Applications && f.Channel == "care" })
	o := outcome(t, apply(t, publishedPanel(t, figs, 2019), declared(t)), "R-T")
	if o.Need != Unknown || o.Class != ClassUnknown {
		t.Errorf("care without applications: need %s, class %s, want unknown", o.Need, o.Class)
	}
	figs = slices.DeleteFunc(publishedFigures(t), func(f Figure) bool { return f.Measure == "domestic_workers_persons" })
	figs = append(figs, Figure{Measure: "domestic_workers_persons", Territory: "IT", Group: "T", Value: 90000, Source: Source{Period: "2022"}})
	o = outcome(t, apply(t, publishedPanel(t, figs, 2019), declared(t)), "R-T")
	if o.Class == ClassPriority {
		t.Error("with domestic workers at 5 per 100 of the group, applications for family care still speak for all of it")
	}
}

func TestPublished_size_does_not_matter(t *testing.T) {
	figs := publishedFigures(t)
	before := apply(t, publishedPanel(t, figs, 2019), declared(t))
	for _, code := range []string{"F", "G"} {
		big := slices.Clone(figs)
		for i := range big {
			isLevel := big[i].Measure == "planned_entries_persons" || big[i].Measure == "foreign_employed_persons"
			if isLevel && big[i].Group == code {
				big[i].Value *= 10
			}
		}
		after := apply(t, publishedPanel(t, big, 2019), declared(t))
		a, b := outcome(t, before, code), outcome(t, after, code)
		if a.Class != b.Class || a.Need != b.Need || math.Abs(a.Score-b.Score) > 0.01 {
			t.Errorf("%s ten times as large: class %s need %s score %v, was %s %s %v", code, b.Class, b.Need, b.Score, a.Class, a.Need, a.Score)
		}
		if picks(after) != picks(before) {
			t.Errorf("%s ten times as large changes the pick to %q", code, picks(after))
		}
	}
}

// Agriculture depends on the year of the seasonal applications, and the draws say so.
func TestPublished_agriculture_hangs_on_the_edition(t *testing.T) {
	figs := slices.DeleteFunc(publishedFigures(t), func(f Figure) bool {
		return f.Measure == Applications && f.Channel == "seasonal" && f.Period == "2023"
	})
	res := apply(t, publishedPanel(t, figs, 2023), declared(t))
	if o := outcome(t, res, "A"); o.Need != No || o.Class != ClassNot {
		t.Errorf("with 0.61 applications per place only: need %s, class %s, want no and not", o.Need, o.Class)
	}
	o := outcome(t, apply(t, publishedPanel(t, publishedFigures(t), 2023), declared(t)), "A")
	if !(o.ClassShare > 0.3 && o.ClassShare < 0.9) {
		t.Errorf("agriculture is picked in %v of the draws, want a share that shows the doubt", o.ClassShare)
	}
}

func TestPriority_is_deterministic_and_seeded(t *testing.T) {
	in := publishedPanel(t, publishedFigures(t), 2019)
	text := func(seed uint64) string {
		res, err := Priority(in, declared(t), seed)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, o := range res.Outcomes {
			s, err := res.Explain(o, declared(t), nil).JSON()
			if err != nil {
				t.Fatal(err)
			}
			b.WriteString(s + "\n")
		}
		return b.String()
	}
	if a, b := text(1), text(1); a != b {
		t.Error("two runs with one seed differ:\n" + cmp.Diff(a, b))
	}
	if text(1) == text(2) {
		t.Error("the seed changes nothing: nothing is drawn")
	}
}

func TestPriority_ranges_hold_their_values(t *testing.T) {
	for _, year := range []int{2019, 2023} {
		for _, o := range apply(t, publishedPanel(t, publishedFigures(t), year), declared(t)).Outcomes {
			for name, r := range map[string]Range{"need": o.NeedRatio, "incidence": o.IncidencePct, "rank": o.RankRange} {
				if !(r.Lower <= r.Upper) || r.Value < r.Lower || r.Value > r.Upper {
					t.Errorf("%d %s: %s %v outside its interval", year, o.Code.Value, name, r)
				}
			}
			if o.RankRange.Lower < 1 || o.RankRange.Upper > 7 {
				t.Errorf("%d %s: ranks %v outside 1 to 7", year, o.Code.Value, o.RankRange)
			}
		}
	}
}

func TestPriority_borrowed_incidence_never_picks(t *testing.T) {
	in := publishedPanel(t, publishedFigures(t), 2019)
	in.BorrowedIncidence = true
	res := apply(t, in, declared(t))
	if got := picks(res); got != "" {
		t.Errorf("with the incidence of another territory picks %q, want none", got)
	}
	if o := outcome(t, res, "F"); o.Class != ClassUnknown || o.Need != Yes || o.NeedYesShare == 0 {
		t.Errorf("construction: class %s, need %s in %v of the draws", o.Class, o.Need, o.NeedYesShare)
	}
	if o := outcome(t, res, "B-E"); o.Class != ClassNot {
		t.Errorf("a sector without need is %s, want not: the incidence cannot save it", o.Class)
	}
}

func TestPriority_refuses(t *testing.T) {
	in := publishedPanel(t, publishedFigures(t), 2019)
	twice := in
	twice.Units = append(slices.Clone(in.Units), in.Units[0])
	infinite := in
	infinite.Units = slices.Clone(in.Units)
	infinite.Units[0].Incidence.Point = math.Inf(1)
	for _, c := range []struct {
		name string
		in   Panel
		p    Parameters
		want string
	}{
		{"unit twice", twice, declared(t), "stands twice"},
		{"infinite value", infinite, declared(t), "infinite value"},
		{"no units", Panel{ID: "empty"}, declared(t), "no units"},
		{"parameter missing", in, nil, "not declared"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Priority(c.in, c.p, 1); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want it to say %q", err, c.want)
			}
		})
	}
}

func TestSensitivity_shows_what_the_floors_decide(t *testing.T) {
	in := publishedPanel(t, publishedFigures(t), 2019)
	grid, err := Sensitivity(in, declared(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(grid) != 27 {
		t.Fatalf("%d settings, want 3 x 3 x 3", len(grid))
	}
	const all = fourSectors
	for _, m := range grid {
		var got []string
		for _, c := range m.Members(ClassPriority) {
			got = append(got, c.Value)
		}
		want := all
		switch {
		case m.IncidenceRatio > 1.7 && m.NeedShare > 0.6:
			want = "" // care has one decided indicator of two
		case m.IncidenceRatio > 1.7: // floor 18.7
			want = "R-T"
		case m.NeedShare > 0.6: // agriculture reaches two of three only while 2/3 is not asked for
			want = "F I"
		case m.EntriesFloor > 5.5 && m.NeedShare > 0.4: // 1.4 million is rounded: agriculture may lie below 6
			want = "F I R-T"
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%+v picks %q, want %q", m.Setting, got, want)
		}
	}
}

func TestExplain_names_value_floor_source_and_verdict(t *testing.T) {
	res := apply(t, publishedPanel(t, publishedFigures(t), 2023), declared(t))
	text, err := res.Explain(outcome(t, res, "G"), declared(t), nil).JSON()
	if err != nil {
		t.Fatal(err)
	}
	var e Explanation
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatal(err)
	}
	if e.Incidence.Value != nil || e.Incidence.Upper == nil || *e.Incidence.Upper != 16.4 || !e.Incidence.UpperOpen {
		t.Errorf("censored incidence is explained as %+v, want no value and an open upper bound of 16.4", e.Incidence)
	}
	if len(e.Incidence.Sources) == 0 || !e.Incidence.Floor.Assumed || e.Incidence.Floor.Reference == nil {
		t.Errorf("incidence lacks source or floor: %+v", e.Incidence)
	}
	if len(e.Need.Terms) == 0 || e.Need.Terms[0].Floor.Parameter != ParamEntriesFloor || len(e.Need.Terms[0].Sources) < 2 {
		t.Errorf("need terms: %+v", e.Need.Terms)
	}
	if !slices.ContainsFunc(e.Notes, func(n string) bool { return strings.Contains(n, "2026-02/2026-04") && strings.Contains(n, "2019") }) {
		t.Errorf("notes %q do not state that entries of 2026 stand over the employed of 2019", e.Notes)
	}
}
