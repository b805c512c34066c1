package series

import (
	"testing"
	"time"
)

func TestParsePeriod(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"year", "2026", "2026"},
		{"year with A", "2026A", "2026"},
		{"half", "2026-S1", "2026-S1"},
		{"half H", "2026-H2", "2026-S2"},
		{"half label", "S1-2019", "2019-S1"},
		{"quarter", "2026-Q2", "2026-Q2"},
		{"quarter old Eurostat", "2020Q1", "2020-Q1"},
		{"quarter Italian", "2024-T1", "2024-Q1"},
		{"quarter label", "Q1-2019", "2019-Q1"},
		{"quarter in words", "1° trim. 2024", "2024-Q1"},
		{"quarter in full words", "3° trimestre 2026", "2026-Q3"},
		{"month", "2026-06", "2026-06"},
		{"month old Eurostat", "2020M03", "2020-03"},
		{"month without zero", "2020M3", "2020-03"},
		{"month as first day", "2025-12-01", "2025-12"},
		{"month name", "gennaio 2024", "2024-01"},
		{"month short", "gen 2024", "2024-01"},
		{"month label", "Nov-2025", "2025-11"},
		{"may is the same in both languages", "mag 2024", "2024-05"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParsePeriod(c.in)
			if err != nil || got.String() != c.want {
				t.Fatalf("ParsePeriod(%q) = %v, %v, want %s", c.in, got, err, c.want)
			}
			again, err := ParsePeriod(got.String())
			if err != nil || again != got {
				t.Errorf("ParsePeriod(%q) = %v, %v, want the same period back", got.String(), again, err)
			}
		})
	}
}

func TestParsePeriod_refuses(t *testing.T) {
	for _, in := range []string{"", "26", "202", "20244", "0202", "2026-T5", "2026-Q0", "2026-13", "2026-00", "2026M13",
		"gennaio-24", "2024W05", "2024-W53", "01/02/2024", "2024-02-30", "2024-02-15", "foo 2024", "2024-S3", " 2024", "2024 ", "２０２４"} {
		if p, err := ParsePeriod(in); err == nil {
			t.Errorf("ParsePeriod(%q) = %v, want an error", in, p)
		}
	}
}

func TestPeriod_arithmetic(t *testing.T) {
	q := MustPeriod("2025-Q3")
	if got := q.Add(3).String(); got != "2026-Q2" {
		t.Errorf("2025-Q3 + 3 = %s, want 2026-Q2", got)
	}
	if got := MustPeriod("2026-01").Add(-1).String(); got != "2025-12" {
		t.Errorf("2026-01 - 1 = %s, want 2025-12", got)
	}
	if got := q.Add(5).Since(q); got != 5 {
		t.Errorf("distance = %d, want 5", got)
	}
	if got := q.First().Format("2006-01-02"); got != "2025-07-01" {
		t.Errorf("first day = %s, want 2025-07-01", got)
	}
	if got := q.Last().Format("2006-01-02"); got != "2025-09-30" {
		t.Errorf("last day = %s, want 2025-09-30", got)
	}
	if q.Compare(MustPeriod("2025-07")) >= 0 {
		t.Error("2025-Q3 and 2025-07 start on the same day: want the longer period first")
	}
	if MustPeriod("2024").Compare(q) >= 0 {
		t.Error("2024 does not come before 2025-Q3")
	}
	defer func() {
		if recover() == nil {
			t.Error("distance of periods of different frequency: want a panic")
		}
	}()
	q.Since(MustPeriod("2025-07"))
}

func TestContaining(t *testing.T) {
	for _, c := range []struct {
		f    Freq
		day  string
		want string
	}{{Year, "2025-06-30", "2025"}, {Half, "2025-06-30", "2025-S1"}, {Half, "2025-07-01", "2025-S2"},
		{Quarter, "2025-06-30", "2025-Q2"}, {Quarter, "2025-12-31", "2025-Q4"}, {Month, "2025-06-30", "2025-06"}} {
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Containing(c.f, day); err != nil || got.String() != c.want {
			t.Errorf("Containing(%v, %s) = %v, %v, want %s", c.f, c.day, got, err, c.want)
		}
	}
}

func TestEdition_sorts_as_numbers(t *testing.T) {
	a, errA := ParseEdition("2022M2G1")
	b, errB := ParseEdition("2022M11G3")
	if errA != nil || errB != nil || a.Compare(b) >= 0 || a.String() >= b.String() {
		t.Errorf("2022M2G1 (%v, %v) is not before 2022M11G3 (%v, %v)", a, errA, b, errB)
	}
	for _, bad := range []string{"2022", "2022M13", "M1G1", "2022M1G"} {
		if e, err := ParseEdition(bad); err == nil {
			t.Errorf("ParseEdition(%q) = %v, want an error", bad, e)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, seed := range []string{"2026-Q3", "1° trim. 2024", "Nov-2025", "2020M3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePeriod(text)
		if err != nil {
			return
		}
		if again, err := ParsePeriod(p.String()); err != nil || again != p {
			t.Errorf("ParsePeriod(%q) = %v, whose text parses to %v, %v", text, p, again, err)
		}
	})
}
