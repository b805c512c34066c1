package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Messages to people: lower case, no full stop, one fact a line; what to do next
// stands on its own line after "try:". Results never go through here.

// say writes a line for people.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.err, format+"\n", args...)
}

// sayError writes an error and, where there is one, what to do next.
func (a *app) sayError(err error, hint string) {
	a.say("fabbisogno: %v", err)
	if hint != "" {
		a.say("  try: %s", hint)
	}
}

// writeJSON writes a result for machines.
func (a *app) writeJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// progress shows one step's advance: a bar on a terminal, a line at its end otherwise.
type progress struct {
	a    *app
	name string
	bar  *progressbar.ProgressBar
	done int
}

// startProgress begins a step.
func (a *app) startProgress(name string) *progress {
	return a.startBar(name, progressbar.OptionSetPredictTime(true))
}

// startBar begins a step with a bar of its own kind.
func (a *app) startBar(name string, options ...progressbar.Option) *progress {
	p := &progress{a: a, name: name}
	if isTerminal(a.err) {
		p.bar = progressbar.NewOptions(-1, append([]progressbar.Option{progressbar.OptionSetWriter(a.err), progressbar.OptionSetDescription(name),
			progressbar.OptionShowCount(), progressbar.OptionClearOnFinish()}, options...)...)
	}
	return p
}

// line says something about the step on a line of its own.
func (p *progress) line(format string, args ...any) {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	p.a.say("%-10s %s", p.name, fmt.Sprintf(format, args...))
}

// at says how far the step is.
func (p *progress) at(done, total int) {
	p.done = done
	if p.bar == nil {
		return
	}
	if p.bar.GetMax() != total {
		p.bar.ChangeMax(total)
	}
	_ = p.bar.Set(done) // a bar that cannot be drawn must not stop the work
}

// end closes the step with what came of it.
func (p *progress) end(format string, args ...any) {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
	p.a.say("%-10s %s", p.name, fmt.Sprintf(format, args...))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
