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
		{"two months", "2024-B1", "2024-B1"},
		{"two months without hyphen", "2024B6", "2024-B6"},
		{"two months label", "B2-2024", "2024-B2"},
		{"week", "2024-W05", "2024-W05"},
		{"week old Eurostat", "2022W31", "2022-W31"},
		{"week label", "W01-2026", "2026-W01"},
		{"last week of a long year", "2020-W53", "2020-W53"},
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
		"gennaio-24", "2024-W53", "2024-W00", "2024-W5", "2024-B0", "2024-B7", "2024-B01", "01/02/2024", "2024-02-30", "2024-02-15", "foo 2024", "2024-S3", " 2024", "2024 ", "２０２４"} {
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
		{Quarter, "2025-06-30", "2025-Q2"},
		{TwoMonth, "2025-06-30", "2025-B3"}, {TwoMonth, "2025-07-01", "2025-B4"}, {Week, "2024-12-30", "2025-W01"}, {Week, "2021-01-03", "2020-W53"}, {Day, "2024-02-29", "2024-02-29"},
		{Quarter, "2025-12-31", "2025-Q4"}, {Month, "2025-06-30", "2025-06"}} {
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Containing(c.f, day); err != nil || got.String() != c.want {
			t.Errorf("Containing(%v, %s) = %v, %v, want %s", c.f, c.day, got, err, c.want)
		}
	}
}

// TestWeeksAndDays walks over four centuries, leap years and years of 53 weeks
// among them: weeks and days follow one another without a gap, and each is told by
// its text, its place in the year and any of its days.
func TestWeeksAndDays(t *testing.T) {
	long := 0
	for _, f := range []Freq{Week, Day} {
		p, err := NewPeriod(f, 1801, 1)
		if err != nil {
			t.Fatal(err)
		}
		for days := map[Freq]int{Week: 7, Day: 1}[f]; p.Year() < 2200; p = p.Add(1) {
			again, err := ParseStored(p.String())
			if err != nil || again != p {
				t.Fatalf("%s parses to %s, %v", p, again, err)
			}
			if same, err := NewPeriod(f, p.Year(), p.Sub()); err != nil || same != p {
				t.Fatalf("place %d of %d is %s, not %s: %v", p.Sub(), p.Year(), same, p, err)
			}
			if in, err := Containing(f, p.Last()); err != nil || in != p {
				t.Fatalf("%s lies in %s, not in %s: %v", p.Last().Format(time.DateOnly), in, p, err)
			}
			if next := p.Add(1).First(); p.First().AddDate(0, 0, days) != next || p.Last().AddDate(0, 0, 1) != next {
				t.Fatalf("%s: from %s to %s, and the next from %s", p, p.First(), p.Last(), next)
			}
			if f == Week && p.Sub() == 53 {
				long++
			}
			if f == Week && p.First().Weekday() != time.Monday {
				t.Fatalf("%s begins on a %s", p, p.First().Weekday())
			}
		}
	}
	if long != 71 { // of the 400 years of the calendar; 1801 to 2200 hold each of them once, but for 2200
		t.Errorf("%d years have 53 weeks, want 71", long)
	}
	for _, text := range []string{"2024-02-30", "2024-13-01", "2024-W53", "2024W05", "2024-2", "2026-H1", "1700-01-01"} {
		if p, err := ParseStored(text); err == nil {
			t.Errorf("ParseStored(%q) = %v, want an error", text, p)
		}
	}
	if day, err := ParseStored("2024-02-01"); err != nil || day.Freq() != Day || day.Compare(MustPeriod("2024-02")) <= 0 {
		t.Errorf("the first of February is %v, %v: want a day, after the month that begins with it", day, err)
	}
}

// TestParseDate is case 108 of the bad-input cases: an order is declared, and what
// does not fit it is no date.
func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		text  string
		order DateOrder
		want  string // empty: an error
	}{
		{"01/02/2024", DayFirst, "2024-02-01"}, {"01/02/2024", MonthFirst, "2024-01-02"}, {"01/02/2024", YearFirst, ""},
		{"1.2.2024", DayFirst, "2024-02-01"}, {"29-02-2024", DayFirst, "2024-02-29"}, {"29/02/2023", DayFirst, ""},
		{"13/02/2024", MonthFirst, ""}, {"02/13/2024", DayFirst, ""}, {"31/04/2024", DayFirst, ""}, {"00/01/2024", DayFirst, ""},
		{"2024-02-01", YearFirst, "2024-02-01"}, {"2024/2/1", YearFirst, "2024-02-01"}, {"2024-02-01", DayFirst, ""},
		{"01/02-2024", DayFirst, ""}, {"01/02/24", DayFirst, ""}, {"01/02/2024 ", DayFirst, ""}, {"01/02/2024", "", ""},
	} {
		day, err := ParseDate(c.text, c.order)
		if got := day.Format(time.DateOnly); (err == nil) != (c.want != "") || err == nil && got != c.want {
			t.Errorf("ParseDate(%q, %q) = %s, %v, want %q", c.text, c.order, got, err, c.want)
		}
	}
	if !IsDate("01/02/2024") || !IsDate("2024.2.1") || IsDate("2024-02") || IsDate("1/2/24") {
		t.Error("what has the form of a date is not told")
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
		if again, err := ParseStored(p.String()); err != nil || again != p {
			t.Errorf("ParsePeriod(%q) = %v, whose text parses to %v, %v", text, p, again, err)
		}
	})
}
