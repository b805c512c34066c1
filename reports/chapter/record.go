package chapter

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Record is how good earlier forecasts would have been.
func Record(ctx context.Context, s *Source) (Chapter, error) {
	c := Chapter{ID: "record", Title: text("Quanto sono state buone le previsioni", "How good the forecasts have been"),
		Question: text("Gli intervalli mantengono ciò che promettono? Il modello vale più di una regola ingenua?", "Do the intervals keep their promise? Is the model worth more than a naive rule?"),
		Intro: []Text{text(
			"Il modello è stato rimesso nelle condizioni del passato: per ogni origine ha visto solo i dati di allora, e i suoi intervalli sono stati tarati solo su errori già noti a quel punto.",
			"The model was put back into the past: at each origin it saw only the data of that time, and its intervals were set only on errors already known then.")}}
	all, err := s.allBacktests(ctx)
	if err != nil {
		return c, err
	}
	published, err := s.publishedModels(ctx, all)
	if err != nil {
		return c, err
	}
	all = slices.DeleteFunc(slices.Clone(all), func(b warehouse.Backtest) bool { return b.Horizon != 0 || !published[[2]string{b.Measure, b.Model}] })
	for _, build := range []func(context.Context, []warehouse.Backtest) (figure.Figure, error){s.coverage, s.skill} {
		f, err := build(ctx, all)
		if err != nil {
			return c, err
		}
		c.add(f, s.missing(f.Question))
	}
	return c, s.addPast(ctx, &c)
}

// scopeWords are the panels of the backtest in words.
var scopeWords = map[string]Text{
	"italy":                 text("Italia", "Italy"),
	"italy_by_industry":     text("Italia per settore", "Italy by industry"),
	"italy_by_occupation":   text("Italia per professione", "Italy by occupation"),
	"italy_by_citizenship":  text("Italia per cittadinanza", "Italy by citizenship"),
	"regions":               text("regioni", "regions"),
	"regions_by_industry":   text("regioni per settore", "regions by industry"),
	"regions_by_occupation": text("regioni per professione", "regions by occupation"),
}

// tested names what a backtest row was about.
func (s *Source) tested(b warehouse.Backtest) Text {
	return both(func(l locale.Lang) string { return l.Of(s.measure(b.Measure)) + ", " + l.Of(scopeWords[b.Scope]) })
}

// publishedModels are the pairs of measure and model whose forecasts the report
// shows: the record of a model that was tried and not used says nothing of them.
func (s *Source) publishedModels(ctx context.Context, all []warehouse.Backtest) (map[[2]string]bool, error) {
	out := map[[2]string]bool{}
	read := map[string]bool{}
	for _, b := range all {
		if read[b.Measure] {
			continue
		}
		read[b.Measure] = true
		forecasts, err := s.forecastsBy(ctx, b.Measure)
		if err != nil {
			return nil, err
		}
		for _, f := range forecasts {
			out[[2]string{b.Measure, f.Model}] = true
		}
	}
	return out, nil
}

// onePerTest keeps the first row of each measure and scope.
func onePerTest(all []warehouse.Backtest) []warehouse.Backtest {
	var out []warehouse.Backtest
	for _, b := range all {
		if !slices.ContainsFunc(out, func(r warehouse.Backtest) bool { return r.Measure == b.Measure && r.Scope == b.Scope }) {
			out = append(out, b)
		}
	}
	return out
}

// isDrawn leaves the crossed regional panels to the table: a drawing holds 20 rows.
func isDrawn(b warehouse.Backtest) bool { return !strings.HasPrefix(b.Scope, "regions_by_") }

// measure is the name of an indicator.
func (s *Source) measure(id string) Text {
	if i, ok := s.Catalog.Indicator(id); ok {
		return i.Name
	}
	return Text{IT: id, EN: id}
}

const backtestQuery = "SELECT measure, scope, model, model_version, forecasts, mase, smape, level, coverage, skill\nFROM out__backtest\nWHERE horizon = 0\nORDER BY measure, scope, model, level"

// forecastTables are the tables whose series are forecast.
var forecastTables = []string{excelsiorName, "istat_employed", "istat_unemployment", "istat_vacancies"}

// noteHindsight says what the backtest is not.
var noteHindsight = text(
	"Ogni previsione ha visto solo dati precedenti, ma le regole del modello sono state fissate dopo aver visto prove su questi stessi dati: i risultati sono un po' ottimisti.",
	"Each forecast saw earlier data only, but the rules of the model were set after seeing tests on these same data: the results are somewhat optimistic.")

// noteModels says which model was put to the test on which measure.
func (s *Source) noteModels(rows []warehouse.Backtest) Text {
	var models []string
	measures := map[string][]string{}
	for _, r := range rows {
		model := fmt.Sprintf("%s v%d", r.Model, r.ModelVersion)
		if !slices.Contains(models, model) {
			models = append(models, model)
		}
		if !slices.Contains(measures[model], r.Measure) {
			measures[model] = append(measures[model], r.Measure)
		}
	}
	slices.Sort(models)
	return both(func(l locale.Lang) string {
		var said []string
		for _, model := range models {
			var names []string
			for _, m := range measures[model] {
				names = append(names, l.Of(s.measure(m)))
			}
			slices.Sort(names)
			said = append(said, model+": "+strings.Join(names, ", "))
		}
		return pick(l, "Modelli: %s. «auto» è la media pesata descritta tra i metodi.", "Models: %s. “auto” is the weighted mean described among the methods.", strings.Join(said, "; "))
	})
}

// backtested is the trail of backtests: every file of the measures tested.
func (s *Source) backtested(ctx context.Context, rows []warehouse.Backtest) (*pulled, error) {
	run, err := s.run(ctx, "forecast")
	if err != nil {
		return nil, err
	}
	var measures []string
	for _, r := range rows {
		if !slices.Contains(measures, r.Measure) {
			measures = append(measures, r.Measure)
		}
	}
	slices.Sort(measures)
	// The figures of the chapter rest on the same values, and there are many of them.
	if s.tests == nil || !slices.Equal(s.testedMeasures, measures) {
		if s.tests, err = s.origins(ctx, warehouse.Selection{Tables: forecastTables, Measures: measures, Territories: []series.Code{italy}}); err != nil {
			return nil, err
		}
		s.testedMeasures = measures
	}
	p := *s.tests
	p.queries, p.lineage = []string{backtestQuery}, slices.Clone(p.lineage)
	return p.by(rows[0].Model, rows[0].ModelVersion, run.ID), nil
}

func (s *Source) coverage(ctx context.Context, all []warehouse.Backtest) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-coverage", Question: text("Otto casi su dieci cadono dentro?", "Do eight out of ten fall inside?")}
	const promised = 0.80
	rows := onePerTest(slices.DeleteFunc(slices.Clone(all), func(b warehouse.Backtest) bool {
		return math.Abs(b.Level-promised) > 1e-9 || math.IsNaN(b.Coverage)
	}))
	if len(rows) == 0 {
		return f, nil
	}
	d := chart.Dots{X: chart.Axis{Label: text("% di valori dentro l'intervallo", "% of values inside the interval"), Unit: locale.Pct, Decimals: 1}, Threshold: 100 * promised,
		ThresholdLabel: text("promesso: 80%", "promised: 80%")}
	f.Table.Columns = []figure.Column{{Name: "test", Head: text("Prova", "Test"), Kind: figure.Label},
		{Name: "coverage_pct", Head: text("Copertura, %", "Coverage, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1},
		{Name: "coverage_lower_95", Head: text("95%, inferiore", "95%, lower"), Kind: figure.Lower, Unit: locale.Pct, Decimals: 1, Level: 0.95},
		{Name: "coverage_upper_95", Head: text("95%, superiore", "95%, upper"), Kind: figure.Upper, Unit: locale.Pct, Decimals: 1, Level: 0.95},
		{Name: "forecasts", Head: text("Previsioni verificate", "Forecasts checked"), Kind: figure.Value, Unit: locale.Count}}
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		lo, hi := indicator.Wilson95(r.Coverage, float64(r.Forecasts))
		if isDrawn(r) {
			d.Items = append(d.Items, chart.Item{Label: s.tested(r), Value: 100 * r.Coverage, Lower: 100 * lo, Upper: 100 * hi, Reference: math.NaN()})
		}
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: s.tested(r), Code: r.Measure + "/" + r.Scope}, number(100 * r.Coverage), number(100 * lo), number(100 * hi), number(float64(r.Forecasts))})
		low, high = min(low, r.Coverage), max(high, r.Coverage)
		f.IsSynthetic = f.IsSynthetic || r.IsSynthetic
	}
	f.Chart = d
	tell(&f, toldPromised(promised))
	f.Subtitle = text("Quota di valori osservati dentro l'intervallo di previsione dell'80%, per indicatore, tutte le origini e gli orizzonti", "Share of observed values inside the 80% forecast interval, by indicator, all origins and horizons")
	f.Finding = both(func(l locale.Lang) string {
		return keptFinding(l, low, high)
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Un punto per indicatore; la linea è la copertura promessa. Dal %s al %s.", "One dot an indicator; the line is the coverage promised. From %s to %s.", l.Percent(100*low, 1), l.Percent(100*high, 1))
	})
	f.HowToRead = text("A destra della linea l'intervallo è più largo del promesso, a sinistra più stretto. Il segmento (95%) tiene conto del numero di previsioni come se fossero indipendenti: non lo sono, e l'incertezza vera è maggiore.",
		"To the right of the line the interval is wider than promised, to the left narrower. The segment (95%) counts the forecasts as if they were independent: they are not, and the true uncertainty is greater.")
	f.Notes = []Text{s.noteModels(rows), noteHindsight}
	p, err := s.backtested(ctx, rows)
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

// keptFinding sets the least and the most of the promised intervals that was kept, as shares.
func keptFinding(l locale.Lang, low, high float64) string {
	least, most := l.Percent(100*low, 0), l.Percent(100*high, 0)
	if least == most {
		return pick(l, "Promesso l'80%%, mantenuto il %s", "80%% promised, %s kept", least)
	}
	return pick(l, "Promesso l'80%%, mantenuto dal %s al %s", "80%% promised, %s to %s kept", least, most)
}

func (s *Source) skill(ctx context.Context, all []warehouse.Backtest) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-skill", Question: text("Il modello vale più di «come l'anno scorso»?", "Is the model worth more than “as last year”?")}
	rows := onePerTest(slices.DeleteFunc(slices.Clone(all), func(b warehouse.Backtest) bool { return math.IsNaN(b.Skill) }))
	if len(rows) == 0 {
		return f, nil
	}
	// In the order of the tests: no interval of the errors avoided is stored that a ranking would need.
	d := chart.Dots{X: chart.Axis{Label: text("errore evitato, %", "error avoided, %"), Unit: locale.Pct}, Ordered: true, Threshold: 0, ThresholdLabel: text("come l'anno scorso", "as last year")}
	f.Table.Columns = []figure.Column{{Name: "test", Head: text("Prova", "Test"), Kind: figure.Label},
		{Name: "skill_pct", Head: text("Errore evitato, %", "Error avoided, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1},
		{Name: "mase_ratio", Head: text("MASE", "MASE"), Kind: figure.Value, Unit: locale.Ratio, Decimals: 2},
		{Name: "smape_pct", Head: text("sMAPE, %", "sMAPE, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1},
		{Name: "forecasts", Head: text("Previsioni verificate", "Forecasts checked"), Kind: figure.Value, Unit: locale.Count},
		{Name: "model", Head: text("Modello", "Model"), Kind: figure.Status}}
	better := 0
	least, most := math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		if r.Skill > 0 {
			better++
		}
		least, most = min(least, r.Skill), max(most, r.Skill)
		if isDrawn(r) {
			d.Items = append(d.Items, chart.Item{Label: s.tested(r), Value: 100 * r.Skill, Lower: math.NaN(), Upper: math.NaN(), Reference: math.NaN(), Emphasis: r.Skill <= 0})
		}
		model := fmt.Sprintf("%s v%d", r.Model, r.ModelVersion)
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: s.tested(r), Code: r.Measure + "/" + r.Scope}, number(100 * r.Skill), number(r.MASE), number(r.SMAPE),
			number(float64(r.Forecasts)), {Text: Text{IT: model, EN: model}, Code: model}})
		f.IsSynthetic = f.IsSynthetic || r.IsSynthetic
	}
	f.Chart = d
	tell(&f, toldCount("better_count", "Prove in cui il modello batte la regola ingenua", "Tests in which the model beats the naive rule", better))
	f.Subtitle = text("Errore assoluto medio evitato rispetto alla previsione ingenua stagionale (%), per indicatore; negativo: peggio dell'ingenua", "Mean absolute error avoided against the seasonal naive forecast (%), by indicator; negative: worse than naive")
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, howMany(better, "Il modello non batte la regola ingenua in nessuna delle %[2]s prove", "Il modello batte la regola ingenua in una prova su %[2]s", "Il modello batte la regola ingenua in %[1]s prove su %[2]s"),
			howMany(better, "The model beats the naive rule in none of %[2]s tests", "The model beats the naive rule in one of %[2]s tests", "The model beats the naive rule in %[1]s of %[2]s tests"), l.Integer(better), l.Integer(len(rows)))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Punti per indicatore; zero è la regola ingenua. Valori dal %s al %s.", "Dots by indicator; zero is the naive rule. Values from %s to %s.", l.Percent(100*least, 0), l.Percent(100*most, 0))
	})
	f.HowToRead = text("Zero: sbaglia quanto ripetere il valore di un anno prima. A destra sbaglia meno, a sinistra di più.", "Zero: as wrong as repeating the value of a year before. To the right it errs less, to the left more.")
	f.Notes = []Text{s.noteModels(rows), noteHindsight}
	p, err := s.backtested(ctx, rows)
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}
