package warehouse

import (
	"slices"
	"time"

	"fabbisogno/datasets/series"
)

// IsWithin says that every observation of s is one of wide, whatever the warehouse
// holds: then the observations of wide that s holds are those of s, in the same order.
func (s Selection) IsWithin(wide Selection) bool {
	return s.AsOf.Equal(wide.AsOf) &&
		isPart(s.Tables, wide.Tables) && isPart(s.Measures, wide.Measures) && isPart(s.Territories, wide.Territories) &&
		isPart(s.Industries, wide.Industries) && isPart(s.Occupations, wide.Occupations) &&
		(wide.Freq == 0 || wide.Freq == s.Freq) &&
		(wide.From.IsZero() || !s.From.Before(wide.From)) &&
		(wide.IndustryList == "" || wide.IndustryList == s.IndustryList) && (wide.OccupationList == "" || wide.OccupationList == s.OccupationList)
}

// isPart says that a restriction to some items lies within one to others; none is no restriction.
func isPart[T comparable](some, wide []T) bool {
	if len(wide) == 0 {
		return true
	}
	return len(some) > 0 && !slices.ContainsFunc(some, func(one T) bool { return !slices.Contains(wide, one) })
}

// Holds says that an observation, as of the day of s, is one that s picks.
func (s Selection) Holds(o *Observation) bool {
	return isAmong(s.Tables, o.Table) && isAmong(s.Measures, o.Key.Measure) && (s.Freq == 0 || s.Freq == o.Freq) &&
		isAmong(s.Territories, o.Key.Territory) &&
		isOfList(s.IndustryList, o.Key.Industry) && isOfList(s.OccupationList, o.Key.Occupation) &&
		isAmong(s.Industries, o.Key.Industry) && isAmong(s.Occupations, o.Key.Occupation) &&
		(s.From.IsZero() || !o.PeriodStart.Before(s.From.UTC().Truncate(24*time.Hour)))
}

// isAmong says that one item is among those wanted; none wanted is no restriction.
func isAmong[T comparable](wanted []T, one T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, one)
}

// isOfList says that a code is what a restriction to a list asks for.
func isOfList(list string, c series.Code) bool {
	switch list {
	case "":
		return true
	case ListNone:
		return c == series.Code{}
	}
	return c.List == list
}
