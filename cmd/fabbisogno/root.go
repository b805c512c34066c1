package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// app is one invocation of the program.
type app struct {
	host
	out, err io.Writer
	dir      string // workspace folder
	json     bool   // machine-readable results
}

// rootCommand lists every command; the list is the table of contents.
func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "fabbisogno",
		Short: "A labour-market demand engine for Italy: from source files to the published study",
		Long: `Fabbisogno makes the professional-needs study (fabbisogni professionali) of Italy
and its regions: it loads data of ISTAT, Eurostat and Excelsior, forecasts demand
and difficulty of recruitment with intervals, finds the priority sectors, and
publishes the report in Italian and English. Without any file of yours it runs on
what is embedded: published figures, and demonstration data marked as such.`,
		Example: `  fabbisogno run
  fabbisogno ingest tassi.csv && fabbisogno run
  fabbisogno query "SELECT period, value FROM observation WHERE measure = 'job_vacancy_rate_sa_pct'"`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		DisableAutoGenTag: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.PersistentFlags().StringVar(&a.dir, "workspace", "fabbisogno-workspace", "folder that holds snapshots, warehouse and site")
	root.PersistentFlags().BoolVar(&a.json, "json", false, "results as JSON")
	root.AddCommand(
		a.runCommand(),
		a.fetchCommand(),
		a.ingestCommand(),
		a.forecastCommand(),
		a.diagnoseCommand(),
		a.prioritiesCommand(),
		a.evaluateCommand(),
		a.methodCommand(),
		a.reportCommand(),
		a.checkCommand(),
		a.queryCommand(),
		a.revisionsCommand(),
		a.rejectedCommand(),
		a.statusCommand(),
		a.explainCommand(),
		a.catalogCommand(),
		a.versionCommand(),
		a.parseCommand(),
	)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return withCode(exitUsage, c.CommandPath()+" --help", err)
	})
	return root
}

// interruptible is a context that ends when the user interrupts the program.
func interruptible() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}

// finish says what went wrong and turns it into the exit code.
func (a *app) finish(err error) int {
	if err == nil {
		return exitDone
	}
	if errors.Is(err, errQuarantined) {
		return exitQuarantine
	}
	var coded *codedError
	code, hint := exitFailed, ""
	switch {
	case errors.As(err, &coded):
		code, hint = coded.code, coded.hint
	case strings.HasPrefix(err.Error(), "unknown command"), strings.HasPrefix(err.Error(), "unknown flag"):
		code, hint = exitUsage, "fabbisogno --help"
	}
	a.sayError(err, hint)
	return code
}

// usage refuses wrong arguments with the command's own hint.
func usage(check cobra.PositionalArgs, hint string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		return withCode(exitUsage, hint, check(c, args))
	}
}
