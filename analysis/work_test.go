package analysis

import (
	"context"
	"errors"
	"testing"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
)

// mute fits every series and answers for none.
type mute struct{ forecast.Model }

var errMute = errors.New("no model can answer")

func (mute) Fit(context.Context, series.Series) (forecast.Fit, error) { return muteFit{}, nil }

type muteFit struct{ forecast.Fit }

func (muteFit) Forecast(int) ([]series.Dist, error) { return nil, errMute }

// A series that no model answers for is refused with its reason: the run goes on with
// the others. It used to end the whole run, without a word on which series it was.
func TestSeriesNobodyAnswersFor(t *testing.T) {
	p := panels()[0]
	s := series.Series{Start: series.MustPeriod(map[series.Freq]string{series.Month: "2010-01", series.Quarter: "2010-Q1", series.Year: "1950"}[p.freq])}
	for i := range 60 {
		s.Values = append(s.Values, 40+float64(i%7))
	}
	s.Key.Measure = p.measure
	other := s
	w := panelWork{panel: p, end: s.End(), series: []scoped{{Series: s, models: []forecast.Model{mute{}}}, {Series: other, models: p.candidates()}}}
	out, err := w.fitAll(t.Context(), 1, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	if out[0].refused != errMute.Error() || len(out[0].final) != 0 {
		t.Errorf("refused for %q, with %d forecasts", out[0].refused, len(out[0].final))
	}
	if out[1].refused != "" || len(out[1].final) == 0 {
		t.Errorf("the other series is refused for %q", out[1].refused)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.fitAll(ctx, 1, func(string) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run ends with %v", err)
	}
}
