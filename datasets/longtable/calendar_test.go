package longtable

import (
	"errors"
	"testing"
	"time"
)

func TestDays_against_the_library(t *testing.T) {
	for at := time.Date(1799, 12, 30, 0, 0, 0, 0, time.UTC); at.Year() < 2101; at = at.AddDate(0, 0, 1) {
		y, m, d := at.Date()
		n := at.Unix() / 86400
		if at.Unix()%86400 != 0 {
			t.Fatal(at)
		}
		if got := days(y, int(m), d); got != n {
			t.Fatalf("days of %s: %d, want %d", at, got, n)
		}
		if gy, gm, gd := civil(n); gy != y || gm != int(m) || gd != d {
			t.Fatalf("date of %d: %d-%d-%d, want %s", n, gy, gm, gd, at)
		}
	}
}

// Stamps come back as they were, and the next places get the stamps that follow.
func TestStampsComeBack(t *testing.T) {
	for _, c := range []struct {
		name   string
		freq   Freq
		stamps []string // consecutive; the last two are made, not read
	}{
		{"years", Year, []string{"2023", "2024", "2025", "2026"}},
		{"year ends", Year, []string{"2023-12-31", "2024-12-31", "2025-12-31", "2026-12-31"}},
		{"quarters", Quarter, []string{"2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2"}},
		{"quarters, plain", Quarter, []string{"2023Q3", "2023Q4", "2024Q1", "2024Q2"}},
		{"quarter starts", Quarter, []string{"2023-07-01", "2023-10-01", "2024-01-01", "2024-04-01"}},
		{"quarter ends", Quarter, []string{"2023-06-30", "2023-09-30", "2023-12-31", "2024-03-31"}},
		{"months", Month, []string{"2023-11", "2023-12", "2024-01", "2024-02"}},
		{"months, M", Month, []string{"2023M11", "2023M12", "2024M01", "2024M02"}},
		{"month starts", Month, []string{"2023-12-01", "2024-01-01", "2024-02-01", "2024-03-01"}},
		{"month ends", Month, []string{"2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29"}},
		{"day 15", Month, []string{"2023-11-15", "2023-12-15", "2024-01-15", "2024-02-15"}},
		{"day 30", Month, []string{"2023-11-30", "2023-12-30", "2024-01-30", "2024-02-29"}},
		{"weeks", Week, []string{"2026-W52", "2026-W53", "2027-W01", "2027-W02"}},
		{"Sundays", Week, []string{"2023-12-24", "2023-12-31", "2024-01-07", "2024-01-14"}},
		{"days", Day, []string{"2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"}},
		{"hours", Hour, []string{"2024-02-29 22:00:00", "2024-02-29 23:00:00", "2024-03-01 00:00:00", "2024-03-01 01:00:00"}},
		{"before 1970", Hour, []string{"1969-12-31 23:00:00", "1970-01-01 00:00:00", "1970-01-01 01:00:00", "1970-01-01 02:00:00"}},
		{"whole numbers", Month, []string{"-1", "0", "1", "2"}},
		{"counted", Count, []string{"7", "8", "9", "10"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cal := NewCalendar(c.freq)
			var last int64
			for i, s := range c.stamps[:2] {
				at, err := cal.Text([]byte(s))
				if err != nil {
					t.Fatal(err)
				}
				if i > 0 && at != last+1 {
					t.Fatalf("%s is %d places after the stamp before it", s, at-last)
				}
				last = at
			}
			for i, want := range c.stamps {
				if got := string(cal.AppendStamp(nil, last-1+int64(i))); got != want {
					t.Errorf("place %d: %s, want %s", i, got, want)
				}
			}
		})
	}
}

// Three forms of the same hour, and dates of midnight among hours.
func TestMoments(t *testing.T) {
	cal := NewCalendar(Hour)
	var places []int64
	for _, s := range []string{"2024-03-01T13:00:00Z", "2024-03-01 13:00", "2024-03-01T13"} {
		at, err := cal.Text([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		places = append(places, at)
	}
	if places[0] != places[1] || places[1] != places[2] {
		t.Errorf("%v", places)
	}
	if at, err := cal.Text([]byte("2024-03-02")); err != nil || at != places[0]+11 {
		t.Errorf("midnight: %d, %v", at, err)
	}
}

func TestStampsRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		freq  Freq
		first string // accepted before; empty: none
		text  string
		want  error
	}{
		{"no such date", Day, "", "2023-02-29", errStamp},
		{"no such month", Month, "", "2023-13", errStamp},
		{"no such quarter", Quarter, "", "2023-Q5", errStamp},
		{"no such week", Week, "", "2025-W53", errStamp},
		{"quarter among months", Month, "2023-01", "2023-Q1", errStep},
		{"number among periods", Month, "2023-01", "5", errKind},
		{"date among periods", Month, "2023-01", "2023-02-01", errKind},
		{"another weekday", Week, "2024-01-07", "2024-01-15", errStep},
		{"quarters called yearly", Year, "2023-01-01", "2023-04-01", errStep},
		{"time of day in daily values", Day, "", "2024-01-01 10:00", errStep},
		{"half an hour", Hour, "", "2024-01-01 10:30", errStep},
		{"date under a number", Count, "", "2024-01-01", errStamp},
		{"period under a number", Count, "", "2024-01", errStamp},
		{"Italian date", Day, "", "31/01/2024", errStamp},
		{"words", Month, "", "Jan 2024", errStamp},
		{"empty", Month, "", "", errStamp},
		{"cut short", Hour, "", "2024-01-01 1", errStamp},
		{"a fraction", Count, "", "1.5", errStamp},
	} {
		t.Run(c.name, func(t *testing.T) {
			cal := NewCalendar(c.freq)
			if c.first != "" {
				if _, err := cal.Text([]byte(c.first)); err != nil {
					t.Fatal(err)
				}
			}
			if at, err := cal.Text([]byte(c.text)); !errors.Is(err, c.want) {
				t.Errorf("place %d, error %v; want %v", at, err, c.want)
			}
		})
	}
}

func FuzzStamp(f *testing.F) {
	for _, s := range []string{"2024", "2024-Q1", "2024M1", "2024-01-31", "2024-01-31T13:00:00Z", "2024-W53", "-5", "2024-", "2024-01-31 ", "0000-01-01"} {
		f.Add(s, byte(0))
		f.Add(s, byte(3))
	}
	f.Fuzz(func(t *testing.T, s string, which byte) {
		freq := []Freq{Year, Quarter, Month, Week, Day, Hour, Count}[which%7]
		cal := NewCalendar(freq)
		at, err := cal.Text([]byte(s))
		if err != nil {
			return
		}
		// What is written is read again to the same place.
		text := cal.AppendStamp(nil, at)
		again := NewCalendar(freq)
		if back, err := again.Text(text); err != nil || back != at {
			t.Errorf("%q is place %d, written %q, read %d, %v", s, at, text, back, err)
		}
	})
}
