package panel

import (
	"context"

	"fabbisogno/analysis/forecast"
)

// Setup is what is asked of a method.
type Setup struct {
	Season  int       // periods of a season; 1: none
	Horizon int       // periods ahead
	Levels  []float64 // of the intervals, in per cent: 80, 95
	Workers int       // goroutines a method may use while it calibrates; 0: 1
}

// Answer is the forecast of one series, its slices as long as the method is asked
// to look ahead.
type Answer struct {
	Mean         []float64
	Lower, Upper [][]float64 // a row a level of the Setup
	Status       forecast.Status
}

// Worker answers series by series. It belongs to one goroutine, and what it answers
// does not hang on what it answered before.
type Worker interface {
	// Forecast fills a.Mean, a.Lower and a.Upper for the periods after y, which is
	// complete, oldest first, and must not be modified. They may be longer than the
	// Setup's horizon, where a series ends before the panel does. The error says
	// that the method cannot answer; reservations are appended to a.Status.
	Forecast(y []float64, a *Answer) error
}

// Forecaster is a method for one Setup.
type Forecaster interface {
	// Calibrate learns what it needs from a sample of the panel: complete series
	// that end where the forecasts begin. It is called
	// once, before Worker, when the method has a Sample.
	Calibrate(ctx context.Context, sample [][]float64) error
	// Worker makes one more worker.
	Worker() Worker
}

// Method is a way to forecast a panel.
type Method struct {
	ID      string   // stable: it stands in the column model
	Aliases []string // other names it answers to on the command line
	Version int      // raised whenever numbers may move
	Card    Card
	// Sample is how many series Calibrate wants at most; 0: none, and it is not called.
	Sample int
	New    func(Setup) (Forecaster, error)
}

// Card says what a method is, for people.
type Card struct {
	Title     string // a few words
	About     string // what it does and assumes
	Intervals string // where its intervals come from
	Source    string // citation
	Record    string // how well it did, on what
}

// Member is a model of numbers alone: it fills mean and sd, which are equally long,
// for the periods after y, complete and oldest first, m the periods of a season. It
// belongs to one goroutine and may keep memory.
type Member interface {
	Forecast(y []float64, m int, mean, sd []float64) error
}

// Quantiler is the optional power of a Member to give quantiles of its own.
type Quantiler interface {
	// QuantileTo writes the p-quantile of each of the len(out) periods after the
	// series of the last Forecast.
	QuantileTo(out []float64, p float64)
}

// Analytic makes a Method's New of a member: intervals are those between its own
// quantiles where it is a Quantiler, and otherwise mean +- z sd, those of a normal
// distribution.
func Analytic(member func() Member) func(Setup) (Forecaster, error) {
	return func(s Setup) (Forecaster, error) {
		a := analytic{member: member, season: s.Season}
		for _, l := range s.Levels {
			a.upper = append(a.upper, 0.5+l/200)
			a.z = append(a.z, normalQuantile(0.5+l/200))
		}
		return a, nil
	}
}

type analytic struct {
	member   func() Member
	season   int
	upper, z []float64 // probabilities of the upper bounds and their normal quantiles
}

func (analytic) Calibrate(context.Context, [][]float64) error { return nil }

func (a analytic) Worker() Worker {
	w := &analyticWorker{analytic: a, own: a.member()}
	w.quantiler, _ = w.own.(Quantiler)
	return w
}

type analyticWorker struct {
	analytic
	own       Member
	quantiler Quantiler // nil: normal
	sd        []float64
}

func (w *analyticWorker) Forecast(y []float64, a *Answer) error {
	if cap(w.sd) < len(a.Mean) {
		w.sd = make([]float64, len(a.Mean))
	}
	sd := w.sd[:len(a.Mean)]
	if err := w.own.Forecast(y, w.season, a.Mean, sd); err != nil {
		return err
	}
	if w.quantiler != nil {
		for l, p := range w.upper {
			w.quantiler.QuantileTo(a.Lower[l], 1-p)
			w.quantiler.QuantileTo(a.Upper[l], p)
		}
		return nil
	}
	for l, z := range w.z {
		for k, mean := range a.Mean {
			a.Lower[l][k], a.Upper[l][k] = mean-z*sd[k], mean+z*sd[k]
		}
	}
	return nil
}

// NonNegative makes a Method's New of one for values that cannot be negative:
// means and bounds below zero become zero.
func NonNegative(inner func(Setup) (Forecaster, error)) func(Setup) (Forecaster, error) {
	return func(s Setup) (Forecaster, error) {
		f, err := inner(s)
		return floored{f}, err
	}
}

type floored struct{ Forecaster }

func (f floored) Worker() Worker { return flooredWorker{f.Forecaster.Worker()} }

type flooredWorker struct{ inner Worker }

func (w flooredWorker) Forecast(y []float64, a *Answer) error {
	if err := w.inner.Forecast(y, a); err != nil {
		return err
	}
	touched := floor(a.Mean)
	for l := range a.Lower {
		touched = floor(a.Lower[l]) || touched
		touched = floor(a.Upper[l]) || touched
	}
	if touched {
		a.Status = append(a.Status, forecast.Note{Key: forecast.NoteFloor})
	}
	return nil
}

// floor sets negative values to zero and says whether there were any.
func floor(row []float64) bool {
	found := false
	for k, v := range row {
		if v < 0 {
			row[k], found = 0, true
		}
	}
	return found
}
