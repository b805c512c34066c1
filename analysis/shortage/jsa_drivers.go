package shortage

import (
	"fmt"
	"math"
)

// The drivers of a shortage after Jobs and Skills Australia, with what they lack
// to be told apart.
const (
	DriverLongTraining  = "long_training_gap"
	DriverShortTraining = "short_training_gap"
	DriverSuitability   = "suitability_gap"
	DriverRetention     = "retention_gap"
	DriverUndetermined  = "yet_to_be_determined"
)

// Applicants is what is known of the candidates for an occupation in shortage; NaN
// is missing. Candidates are counted by employers (Australia), or the reasons of
// difficulty stand for them (Excelsior): one of the two is enough.
type Applicants struct {
	QualifiedPerVacancy, SuitablePerVacancy float64
	// Of 100 entries: hard to fill, for want of candidates, for want of preparation.
	HardToFillPct, NoCandidatesPct, NotPreparedPct float64
	TrainingLevel                                  float64 // of the European qualifications framework, 1 to 8, that the occupation takes
	RetentionPct, EconomyRetentionPct              float64 // still employed there after a year
}

// Drivers are the gaps behind a shortage. They do not exclude each other; Unknown
// is a gap that the data do not settle.
type Drivers struct{ LongTraining, ShortTraining, Suitability, Retention Verdict }

// ShortageDrivers classifies a shortage by the drivers of Jobs and Skills
// Australia: few qualified applicants per vacancy is a training gap, long where
// the occupation takes a qualification of jsa_long_training_level or above
// (Certificate III in Australia); enough qualified applicants of
// whom few are suitable is a suitability gap; retention below that of the economy is
// a retention gap. The Italian reading: want of candidates as at least
// jsa_reason_share of the hard-to-fill entries stands for few qualified
// applicants, want of preparation for few suitable ones. It says nothing of whether
// there is a shortage. The limits are assumed: the source gives words.
func ShortageDrivers(x Applicants, p Parameters) (Drivers, error) {
	if err := p.require("jsa_few_qualified_below", "jsa_few_suitable_share", "jsa_reason_share", "jsa_long_training_level"); err != nil {
		return Drivers{}, fmt.Errorf("apply jsa_drivers: %w", err)
	}
	if err := x.check(); err != nil {
		return Drivers{}, fmt.Errorf("apply jsa_drivers: %w", err)
	}
	few, unsuited := x.lacking(p)
	long := compare(x.TrainingLevel, x.TrainingLevel >= p.Value("jsa_long_training_level"))
	return Drivers{
		LongTraining:  And(few, long),
		ShortTraining: And(few, not(long)),
		Suitability:   unsuited,
		Retention:     compare(x.RetentionPct-x.EconomyRetentionPct, x.RetentionPct < x.EconomyRetentionPct),
	}, nil
}

// lacking says whether qualified applicants are few, and whether there are enough
// of them but few suitable. Counts by employers come before reasons.
func (x Applicants) lacking(p Parameters) (few, unsuited Verdict) {
	if !math.IsNaN(x.QualifiedPerVacancy) {
		few = compare(x.QualifiedPerVacancy, x.QualifiedPerVacancy < p.Value("jsa_few_qualified_below"))
		share := x.SuitablePerVacancy / x.QualifiedPerVacancy
		return few, And(not(few), compare(share, share < p.Value("jsa_few_suitable_share")))
	}
	part := func(pct float64) Verdict {
		share := pct / x.HardToFillPct
		return compare(share, share >= p.Value("jsa_reason_share"))
	}
	return part(x.NoCandidatesPct), part(x.NotPreparedPct)
}

func compare(v float64, holds bool) Verdict {
	switch {
	case math.IsNaN(v):
		return Unknown
	case holds:
		return Yes
	}
	return No
}

func not(v Verdict) Verdict {
	switch v {
	case Yes:
		return No
	case No:
		return Yes
	}
	return Unknown
}

func (x Applicants) check() error {
	switch {
	case x.QualifiedPerVacancy < 0 || x.SuitablePerVacancy < 0 || math.IsInf(x.QualifiedPerVacancy, 0):
		return fmt.Errorf("%v qualified and %v suitable applicants per vacancy: counts are expected", x.QualifiedPerVacancy, x.SuitablePerVacancy)
	case x.TrainingLevel < 1 || x.TrainingLevel > 8:
		return fmt.Errorf("training level %v is not within 1 to 8", x.TrainingLevel)
	case x.SuitablePerVacancy > x.QualifiedPerVacancy:
		return fmt.Errorf("%v suitable of %v qualified applicants per vacancy", x.SuitablePerVacancy, x.QualifiedPerVacancy)
	case x.NoCandidatesPct > x.HardToFillPct || x.NotPreparedPct > x.HardToFillPct:
		return fmt.Errorf("reasons of %v and %v of 100 entries, of which %v are hard to fill", x.NoCandidatesPct, x.NotPreparedPct, x.HardToFillPct)
	}
	for _, v := range []float64{x.HardToFillPct, x.NoCandidatesPct, x.NotPreparedPct, x.RetentionPct, x.EconomyRetentionPct} {
		if v < 0 || v > 100 {
			return fmt.Errorf("share %v is not within 0 to 100", v)
		}
	}
	return nil
}

// Likeliest is the driver to be named when only one can be: the first that is
// established, in the order long training, short training, suitability, retention;
// yet to be determined when none is.
func (d Drivers) Likeliest() string {
	for _, x := range []struct {
		v    Verdict
		name string
	}{{d.LongTraining, DriverLongTraining}, {d.ShortTraining, DriverShortTraining}, {d.Suitability, DriverSuitability}, {d.Retention, DriverRetention}} {
		if x.v == Yes {
			return x.name
		}
	}
	return DriverUndetermined
}

func runDrivers(in Columns, p Parameters) (Answer, error) {
	d, err := ShortageDrivers(Applicants{
		QualifiedPerVacancy: in.one("qualified_per_vacancy"), SuitablePerVacancy: in.one("suitable_per_vacancy"),
		HardToFillPct: in.one("hard_to_fill_pct"), NoCandidatesPct: in.one("no_candidates_pct"), NotPreparedPct: in.one("not_prepared_pct"),
		TrainingLevel: in.one("training_level"), RetentionPct: in.one("retention_pct"), EconomyRetentionPct: in.one("economy_retention_pct"),
	}, p)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Class: d.Likeliest(), Values: map[string]float64{
		DriverLongTraining: verdictValue(d.LongTraining), DriverShortTraining: verdictValue(d.ShortTraining),
		DriverSuitability: verdictValue(d.Suitability), DriverRetention: verdictValue(d.Retention)}}, nil
}

// verdictValue is 1 for yes, 0 for no, NaN for unknown.
func verdictValue(v Verdict) float64 {
	switch v {
	case Yes:
		return 1
	case No:
		return 0
	}
	return math.NaN()
}
