package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"fabbisogno/analysis"
	"fabbisogno/datasets/warehouse"
)

// diagnoseChoice is which ratings are shown.
type diagnoseChoice struct {
	kind, territory, unit, method string
	history                       bool
}

// diagnoseColumns say what each method says of each unit and how sure it is, the
// composite and the agreement among them, as methods of their own.
const diagnoseColumns = `WITH answer AS (
  SELECT kind, territory, territory_it, territory_en, unit_list, unit_code, unit_it, unit_en, period, method, status, reason, class, class_share,
         says, shortage_share, measure, value, value_lower, value_upper, rank, rank_lower, rank_upper, ranked, level, cases, grade, is_assumed,
         is_synthetic, run_id
  FROM rating
  UNION ALL
  SELECT kind, territory, territory_it, territory_en, unit_list, unit_code, unit_it, unit_en, period, 'composite', status, reason, class, class_share,
         '', NULL, 'score', score, score_lower, score_upper, rank, rank_lower, rank_upper, ranked, level, cases, grade, true,
         is_synthetic, run_id
  FROM composite
  UNION ALL
  SELECT kind, territory, territory_it, territory_en, unit_list, unit_code, unit_it, unit_en, period, 'agreement', status, '', verdict, verdict_share,
         '', NULL, 'methods_that_say_shortage_of_' || methods, CASE WHEN status = 'rated' THEN shortage END, lower, upper, NULL, NULL, NULL, 0, level, NULL, '', false,
         is_synthetic, run_id
  FROM agreement
)
SELECT a.*, r.as_of
FROM answer a
JOIN meta__run r ON r.run_id = a.run_id
WHERE %s
ORDER BY a.kind, a.territory, a.unit_list, a.period, a.method, a.rank NULLS LAST, a.unit_code`

// sql is the query that shows them; fabbisogno query runs it as well.
func (c diagnoseChoice) sql() string {
	// Each set of units has periods of its own: quarters of the whole market, years of the others.
	where := []string{"(a.kind, a.territory, a.unit_list, split_part(a.period, '/', -1)) IN (SELECT (kind, territory, unit_list, max(split_part(period, '/', -1))) FROM answer GROUP BY kind, territory, unit_list)"}
	if c.history {
		where = []string{"TRUE"}
	}
	for _, f := range [][2]string{{"a.kind", c.kind}, {"a.territory", c.territory}, {"a.unit_code", c.unit}, {"a.method", c.method}} {
		if f[1] != "" {
			where = append(where, f[0]+" = '"+strings.ReplaceAll(f[1], "'", "''")+"'")
		}
	}
	return fmt.Sprintf(diagnoseColumns, strings.Join(where, "\n  AND "))
}

func (a *app) diagnoseCommand() *cobra.Command {
	var asOf, format, out string
	var choice diagnoseChoice
	var limits warehouse.QueryLimits
	var draws int
	c := &cobra.Command{
		Use:   "diagnose",
		Short: "Diagnose shortages by every published method that has inputs",
		Long: `Runs the diagnosis methods on the occupation groups, sectors and regions of the
workspace, for every year and the latest twelve months, when anything changed, and
shows what they say: class with its probability, value and rank with their
intervals, the composite score, and how many methods say shortage. A cell with too
few cases, or one that would give such a cell away, stands there as suppressed. A
method that lacks an input is named, with the input it lacks.

With --as-of it is done from what was known on that day. The workspace keeps one
set, that of the day asked for last; run makes its own again when it needs another.
The views rating, composite, composite_part, agreement, dissent, method_tau,
rank_pair, class_share, rank_share, method_scope, cause and remedy have all of it.`,
		Example: `  fabbisogno diagnose --territory ITC1
  fabbisogno diagnose --kind occupation --territory IT --method composite --history --format csv --out scores.csv
  fabbisogno query "SELECT method, missing FROM method_scope WHERE status = 'not_rated' AND kind = 'occupation' AND territory = 'IT'"`,
		Args: usage(cobra.NoArgs, "fabbisogno diagnose"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("draws") && (draws < 100 || draws > 100_000) {
				return usageError("fabbisogno diagnose --draws 5000", "%d draws: 100 to 100000 are expected", draws)
			}
			ctx, stop := interruptible()
			defer stop()
			if a.json {
				format = string(warehouse.FormatJSON)
			}
			w, err := a.openWorkspace(false)
			if err != nil {
				return err
			}
			if err := a.makeDiagnosis(ctx, asOf, draws); err != nil {
				return err
			}
			db, err := w.open(ctx, true)
			if err != nil {
				return err
			}
			defer db.Close()
			var buf bytes.Buffer
			res, err := db.Query(ctx, choice.sql(), warehouse.QueryFormat(format), limits, &buf)
			if err != nil {
				return withCode(exitUsage, "fabbisogno diagnose --format csv", err)
			}
			if res.Rows == 0 {
				a.say("nothing is diagnosed of kind %q, territory %q, unit %q and method %q; fabbisogno diagnose without them shows all",
					choice.kind, choice.territory, choice.unit, choice.method)
			}
			if res.Truncated {
				a.say("only the first %d rows are shown; --rows N shows more", res.Rows)
			}
			return a.writeResult(out, &buf)
		},
	}
	c.Flags().StringVar(&asOf, "as-of", "", "diagnose from what was known on this day, YYYY-MM-DD")
	c.Flags().StringVar(&choice.kind, "kind", "", "show this kind of unit only: occupation, sector, territory")
	c.Flags().StringVar(&choice.territory, "territory", "", "show this territory only, as NUTS code")
	c.Flags().StringVar(&choice.unit, "unit", "", "show this unit only: the code of an occupation, sector or region")
	c.Flags().StringVar(&choice.method, "method", "", "show this method only; composite and agreement count as methods")
	c.Flags().BoolVar(&choice.history, "history", false, "show every year, not only the latest twelve months")
	c.Flags().IntVar(&draws, "draws", 0, "draws of the inputs; 0: as the catalogue declares")
	c.Flags().StringVar(&format, "format", "table", "table, csv, json or parquet")
	c.Flags().StringVar(&out, "out", "", "write to this file instead of standard output")
	c.Flags().IntVar(&limits.Rows, "rows", 100_000, "at most this many rows")
	return c
}

// makeDiagnosis diagnoses as of a day, on the locked workspace.
func (a *app) makeDiagnosis(ctx context.Context, asOf string, draws int) (err error) {
	p, err := a.openPipeline(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.finish()) }()
	day, err := p.w.asOf(ctx, p.db, asOf)
	if err != nil {
		return err
	}
	if loads, err := p.db.LedgerAsOf(ctx, day); err != nil {
		return withCode(exitStorage, "", err)
	} else if len(loads) == 0 {
		return withCode(exitRefused, "fabbisogno run --workspace "+a.dir, fmt.Errorf("diagnose: nothing is loaded that was released by %s", day.Format("2006-01-02")))
	}
	if err := p.diagnose(ctx, day); err != nil {
		return err
	}
	bar := p.a.startProgress("methods")
	o := p.options(day, bar)
	o.Draws = draws
	return p.diagnoseUnits(ctx, o, bar)
}

// diagnoseUnits runs the published methods when they are stale.
func (p *pipeline) diagnoseUnits(ctx context.Context, o analysis.Options, bar *progress) error {
	dg, err := analysis.DiagnoseUnits(ctx, p.db, o)
	if err != nil {
		return err
	}
	if dg.Fresh {
		bar.end("nothing changed")
		return nil
	}
	bar.end("%d methods on %d sets of units, %d rows; %d methods lack inputs", dg.Methods, dg.Panels, dg.Rows, len(dg.NotRun))
	if len(dg.NotRun) > 0 {
		p.a.say("  not rated for want of inputs: %s (view method_scope says which)", strings.Join(dg.NotRun, ", "))
	}
	return nil
}
