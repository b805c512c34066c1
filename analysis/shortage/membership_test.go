package shortage

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func memberTable(t *testing.T, year int) MemberTable {
	t.Helper()
	m, err := Members(publishedPanel(t, publishedFigures(t), year), declared(t))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func member(t *testing.T, m MemberTable, code string) MemberShare {
	t.Helper()
	i := slices.IndexFunc(m.Members, func(x MemberShare) bool { return x.Code.Value == code })
	if i < 0 {
		t.Fatalf("%s is not in the table of %s", code, m.Panel)
	}
	return m.Members[i]
}

// With equal weights the count is that of judging every unit under every setting.
func TestMembers_is_the_rule_under_every_setting(t *testing.T) {
	in, p := publishedPanel(t, publishedFigures(t), 2023), declared(t)
	got, err := members(in, p, true)
	if err != nil {
		t.Fatal(err)
	}
	chosen, unknown, sets, n := map[string]int{}, map[string]int{}, map[string]int{}, 0
	units := slices.Clone(in.Units)
	slices.SortFunc(units, func(a, b Unit) int { return a.Code.Compare(b.Code) })
	var walk func(k int, q Parameters)
	walk = func(k int, q Parameters) {
		if k < len(got.Parameters) {
			for _, v := range ends(p, got.Parameters[k]) {
				walk(k+1, q.With(got.Parameters[k], v))
			}
			return
		}
		n++
		var set []string
		for _, u := range units {
			switch judge(u, in, q).Class {
			case ClassPriority:
				chosen[u.Code.Value]++
				set = append(set, u.Code.Value)
			case ClassUnknown:
				unknown[u.Code.Value]++
			}
		}
		sets[strings.Join(set, " ")]++
	}
	walk(0, p)
	if got.Settings != n || n != 2187 {
		t.Fatalf("%d settings, went through %d, want 3 to the power of 7", got.Settings, n)
	}
	for _, m := range got.Members {
		c, u := float64(chosen[m.Code.Value])/float64(n), float64(unknown[m.Code.Value])/float64(n)
		if math.Abs(m.Chosen-c) > 1e-12 || math.Abs(m.Unknown-u) > 1e-12 {
			t.Errorf("%s: chosen %v unknown %v, counted %v and %v", m.Code.Value, m.Chosen, m.Unknown, c, u)
		}
	}
	for _, s := range got.Sets {
		if want := float64(sets[s.Codes]) / float64(n); math.Abs(s.Share-want) > 1e-12 {
			t.Errorf("set {%s}: %v, counted %v", s.Codes, s.Share, want)
		}
	}
}

// The published choice is the most frequent set of 2019, and never includes another sector.
func TestMembers_of_the_published_figures(t *testing.T) {
	for _, year := range []int{2019, 2023} {
		m := memberTable(t, year)
		if m.Settings != 2187*9 || len(m.Weightings) != 9 {
			t.Errorf("%d: %d settings with %d weightings, want 2187 x 9", year, m.Settings, len(m.Weightings))
		}
		for _, code := range []string{"B-E", "G", "H_J-Q_U"} {
			if x := member(t, m, code); x.Chosen != 0 {
				t.Errorf("%d: %s is chosen in %v of the settings, want never", year, code, x.Chosen)
			}
		}
		for _, code := range strings.Fields(fourSectors) {
			if x := member(t, m, code); x.Chosen < 0.35 || x.Chosen > 0.7 || x.Declared != ClassPriority {
				t.Errorf("%d: %s is %s and chosen in %v of the settings, want a priority in 0.35 to 0.7", year, code, x.Declared, x.Chosen)
			}
		}
	}
	m := memberTable(t, 2019)
	if m.Sets[0].Codes != fourSectors || m.SetEqual() != m.Sets[0].Share {
		t.Errorf("the most frequent set of 2019 is {%s}", m.Sets[0].Codes)
	}
	if x := member(t, memberTable(t, 2023), "G"); x.Declared != ClassUnknown || x.Unknown == 0 {
		t.Errorf("trade of 2023, whose incidence is censored: %+v, want unknown in part of the settings", x)
	}
}

func TestMembers_shares_add_up_and_repeat(t *testing.T) {
	m := memberTable(t, 2019)
	sum := 0.0
	for _, s := range m.Sets {
		sum += s.Share
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("sets add to %v", sum)
	}
	for _, x := range m.Members {
		inSets := 0.0
		for _, s := range m.Sets {
			if slices.Contains(strings.Fields(s.Codes), x.Code.Value) {
				inSets += s.Share
			}
		}
		if math.Abs(inSets-x.Chosen) > 1e-9 {
			t.Errorf("%s is in sets of %v of the settings, chosen in %v", x.Code.Value, inSets, x.Chosen)
		}
	}
	if again := memberTable(t, 2019); !slices.Equal(again.Members, m.Members) || !slices.Equal(again.Sets, m.Sets) {
		t.Error("two runs differ")
	}
}

func TestMembers_of_a_region_with_borrowed_incidence_are_none(t *testing.T) {
	in := publishedPanel(t, publishedFigures(t), 2019)
	in.BorrowedIncidence = true
	m, err := Members(in, declared(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range m.Members {
		if x.Chosen != 0 {
			t.Errorf("%s is chosen in %v of the settings with the incidence of another territory", x.Code.Value, x.Chosen)
		}
	}
}

func TestPool(t *testing.T) {
	a, b := memberTable(t, 2019), memberTable(t, 2023)
	m := Pool("both", a, b)
	if m.Settings != a.Settings+b.Settings {
		t.Errorf("%d settings, want the sum", m.Settings)
	}
	care := member(t, m, "R-T")
	if want := (member(t, a, "R-T").Chosen + member(t, b, "R-T").Chosen) / 2; math.Abs(care.Chosen-want) > 1e-12 || care.Declared != ClassPriority {
		t.Errorf("care: %+v, want the mean %v of two tables of one size", care, want)
	}
	if x := member(t, m, "G"); x.Declared != ClassUnknown {
		t.Errorf("trade is not and unknown in the two years, pooled %s, want unknown", x.Declared)
	}
	if p := Pool("none"); p.Settings != 0 || len(p.Members) != 0 {
		t.Errorf("nothing pooled gives %+v", p)
	}
}

func TestMembers_refuse(t *testing.T) {
	if _, err := Members(Panel{ID: "empty"}, declared(t)); err == nil || !strings.Contains(err.Error(), "no units") {
		t.Errorf("no units: error %v", err)
	}
	if _, err := Members(publishedPanel(t, publishedFigures(t), 2019), nil); err == nil || !strings.Contains(err.Error(), "not declared") {
		t.Errorf("no parameters: error %v", err)
	}
}
