package arima

import (
	"math"
	"strings"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
)

// rfit is R's fit of one order to one series.
type rfit struct {
	id                   string
	order                Order
	y                    []float64
	coef                 map[string]float64
	se                   []float64
	loglik, aicc, sigma2 float64
	mean                 []float64
	bounds               [4][]float64
}

func references(t testing.TB) []rfit {
	t.Helper()
	series := reference.Agree(t)
	var out []rfit
	for _, r := range reference.Table(t, "expected", "agree_arima.csv") {
		s := series[r["id"]]
		o, se := reference.Floats(t, r["order"]), reference.Floats(t, r["seasonal"])
		f := rfit{id: r["id"], y: s.Train, coef: map[string]float64{}, se: reference.Floats(t, r["se"]), loglik: reference.Float(t, r["loglik"]),
			aicc: reference.Float(t, r["aicc"]), sigma2: reference.Float(t, r["sigma2"]), mean: reference.Floats(t, r["mean"]),
			order: Order{P: int(o[0]), D: int(o[1]), Q: int(o[2]), SP: int(se[0]), SD: int(se[1]), SQ: int(se[2]), M: s.M}}
		for i, name := range []string{"lo80", "hi80", "lo95", "hi95"} {
			f.bounds[i] = reference.Floats(t, r[name])
		}
		for c := range strings.FieldsSeq(r["coef"]) {
			name, value, _ := strings.Cut(c, "=")
			f.coef[name] = reference.Float(t, value)
		}
		_, f.order.Mean = f.coef["intercept"]
		_, f.order.Drift = f.coef["drift"]
		out = append(out, f)
	}
	return out
}

// at sets the coefficients and gives the exact log-likelihood of the series.
func (f *Fitter) at(t testing.TB, r rfit) float64 {
	t.Helper()
	f.Order = &r.order
	if _, err := f.Fit(r.y, r.order.M); err != nil {
		t.Fatalf("%s %s: %v", r.id, r.order, err)
	}
	i := 0
	for _, part := range []struct {
		name string
		n    int
	}{{"ar", r.order.P}, {"ma", r.order.Q}, {"sar", r.order.SP}, {"sma", r.order.SQ}} {
		for j := range part.n {
			f.coef[i] = r.coef[part.name+string(rune('1'+j))]
			i++
		}
	}
	if math.IsInf(f.criterion(), 1) {
		return math.Inf(-1)
	}
	b := [2]float64{(r.coef["intercept"] - f.origin) / f.scale}
	switch {
	case r.order.Drift && r.order.SD > 0:
		b[0] = (r.coef["drift"]*float64(r.order.M) - f.origin) / f.scale
	case r.order.Drift:
		b[0] = (r.coef["drift"] - f.origin) / f.scale
	case !r.order.Mean:
		b[0] = 0
	}
	n := float64(f.n)
	return -(f.total(f.squares(b)) + 2*n*math.Log(f.scale) + n*(1+math.Log(2*math.Pi))) / 2
}

// nearUnit names the fit whose autoregression R left at 1 - 2e-9 from the unit
// root, where no computation of the stationary variance has digits left.
func nearUnit(r rfit) bool { return r.id == "co2" && r.order.P == 2 }

// differenced is the same fit as one of the differenced series.
func differenced(r rfit) rfit {
	out := r
	out.y = append([]float64(nil), differenceTo(make([]float64, len(r.y)), r.y, r.order)...)
	out.order.D, out.order.SD = 0, 0
	if r.order.Drift {
		constant := r.coef["drift"]
		if r.order.SD > 0 {
			constant *= float64(r.order.M)
		}
		out.coef = map[string]float64{"intercept": constant}
		for name, v := range r.coef {
			if name != "drift" {
				out.coef[name] = v
			}
		}
	}
	return out
}

// TestLikelihoodAtR: R's own log-likelihood and sigma^2 at R's coefficients, to
// 1e-8, by the plain filter with R's diffuse start; and the filter under test
// gives what that start tends to when it knows nothing.
func TestLikelihoodAtR(t *testing.T) {
	var f Fitter
	var worst, worstSigma float64
	for _, r := range references(t) {
		if nearUnit(r) {
			continue
		}
		loglik, squares := diffuse(r)
		n := float64(len(r.y) - r.order.lost())
		worst = max(worst, math.Abs(loglik/r.loglik-1))
		sigma := squares / (n - float64(r.order.Parameters()) + 1) / r.sigma2
		worstSigma = max(worstSigma, math.Abs(sigma-1))
		if math.Abs(loglik/r.loglik-1) > 1e-8 || math.Abs(sigma-1) > 1e-8 {
			t.Errorf("%s %s: R's computation gives %v and %v, R %v and %v", r.id, r.order, loglik, squares, r.loglik, r.sigma2)
		}
		exact := f.at(t, r)
		want, _ := diffuse(differenced(r))
		if math.Abs(exact/want-1) > 1e-8 {
			t.Errorf("%s %s: log-likelihood of the differenced series %v, plain matrices give %v", r.id, r.order, exact, want)
		}
	}
	t.Logf("log-likelihood to %.1e, sigma^2 to %.1e", worst, worstSigma)
}

// TestOptimumAgainstR: the likelihood is never below that at R's coefficients,
// and where R found the same optimum forecasts agree: means to a hundredth of
// their standard deviation, which is how far R's search (BFGS to 1e-8 of the
// likelihood over n) leaves them, standard deviations over sigma to two thousandths.
// R's sigma holds what its diffuse start adds (TestLikelihoodAtR), so sigma is
// left out. Standard errors, which hang on the steps of differences, to 3%. In 1 of 12 fits R ended on a lower hill.
func TestOptimumAgainstR(t *testing.T) {
	var f Fitter
	fits, same := 0, 0
	var low, worstMean, worstSD, worstSE float64
	for _, r := range references(t) {
		exact := f.at(t, r)
		fit, err := f.Fit(r.y, r.order.M)
		if err != nil {
			t.Fatal(err)
		}
		fits++
		if !nearUnit(r) {
			low = min(low, fit.LogLik-exact)
			if fit.LogLik < exact-1e-6 {
				t.Errorf("%s %s: log-likelihood %.6f, R's coefficients have %.6f (%v, own %v %v)", r.id, r.order, fit.LogLik, exact, r.coef, fit.AR, fit.MA)
			}
		}
		if nearUnit(r) || fit.LogLik > exact+1e-3 {
			continue
		}
		same++
		mean, sd := make([]float64, len(r.mean)), make([]float64, len(r.mean))
		if err := f.PredictTo(mean, sd); err != nil {
			t.Fatal(err)
		}
		const z = 1.959963984540054
		for k := range mean {
			rsd := (r.bounds[3][k] - r.mean[k]) / z
			dMean, dSD := math.Abs(mean[k]-r.mean[k])/rsd, math.Abs(sd[k]/rsd*math.Sqrt(r.sigma2/fit.Sigma2)-1)
			worstMean, worstSD = max(worstMean, dMean), max(worstSD, dSD)
			if dMean > 0.01 || dSD > 2e-3 {
				t.Errorf("%s %s at %d: %v +- %v, R has %v +- %v (%v, own %v %v, %v)", r.id, r.order, k+1, mean[k], sd[k], r.mean[k], rsd, r.coef, fit.AR, fit.MA, fit.LogLik-exact)
				break
			}
		}
		for i, se := range f.StandardErrors() {
			d := math.Abs(se/r.se[i] - 1)
			worstSE = max(worstSE, d)
			if !(d < 0.03) {
				t.Errorf("%s %s: standard error %d is %v, R has %v", r.id, r.order, i+1, se, r.se[i])
			}
		}
	}
	t.Logf("%d fits, %d with R's optimum; log-likelihood at worst %.1e below; means to %.1e standard deviations, those to %.1e; standard errors to %.1e", fits, same, -low, worstMean, worstSD, worstSE)
}
