package longtable

import (
	"fmt"
	"strconv"
)

// Freq is the step of a calendar.
type Freq byte

// The steps. Count is a step without a calendar: stamps are whole numbers.
const (
	Year    Freq = 'Y'
	Quarter Freq = 'Q'
	Month   Freq = 'M'
	Week    Freq = 'W'
	Day     Freq = 'D'
	Hour    Freq = 'H'
	Count   Freq = 'N'
)

// ParseFreq reads Y (or A), Q, M, W, D or H, or a number of steps in a season for
// stamps that are whole numbers. It gives the usual season of the frequency too.
func ParseFreq(text string) (Freq, int, error) {
	switch text {
	case "Y", "A", "y", "a":
		return Year, 1, nil
	case "Q", "q":
		return Quarter, 4, nil
	case "M", "m":
		return Month, 12, nil
	case "W", "w":
		return Week, 52, nil
	case "D", "d":
		return Day, 7, nil
	case "H", "h":
		return Hour, 24, nil
	}
	if m, err := strconv.Atoi(text); err == nil && m >= 1 && m <= 10_000 {
		return Count, m, nil
	}
	return 0, 0, fmt.Errorf("frequency %q: expected Y, Q, M, W, D, H, or the number of periods in a season (1 to 10000)", text)
}

// monthsPerStep of the frequencies that are counted in months; 0 otherwise.
func (f Freq) monthsPerStep() int {
	switch f {
	case Year:
		return 12
	case Quarter:
		return 3
	case Month:
		return 1
	}
	return 0
}

// name of a step for messages.
func (f Freq) name() string {
	switch f {
	case Year:
		return "yearly"
	case Quarter:
		return "quarterly"
	case Month:
		return "monthly"
	case Week:
		return "weekly"
	case Day:
		return "daily"
	case Hour:
		return "hourly"
	}
	return "counted"
}
