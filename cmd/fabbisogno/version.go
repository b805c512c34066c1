package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version of the software as printed in reports; the release script sets it.
var version = "0.1.0-dev"

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version and what the program was built with",
		Example: "  fabbisogno version",
		Args:    usage(cobra.NoArgs, "fabbisogno version"),
		RunE: func(*cobra.Command, []string) error {
			info := struct {
				Version string            `json:"version"`
				Go      string            `json:"go"`
				Modules map[string]string `json:"modules"`
			}{version, runtime.Version(), map[string]string{}}
			if build, ok := debug.ReadBuildInfo(); ok {
				for _, m := range build.Deps {
					info.Modules[m.Path] = m.Version
				}
			}
			if a.json {
				return a.writeJSON(info)
			}
			fmt.Fprintf(a.out, "fabbisogno %s, %s, DuckDB driver %s\n", info.Version, info.Go, info.Modules["github.com/duckdb/duckdb-go/v2"])
			return nil
		},
	}
}

// programHash identifies the running program, so that results made by other
// code are never taken for fresh. It never reaches a page.
func programHash() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find program: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("read program: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("read program: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// hashProgram is the hash that results are kept by.
func (a *app) hashProgram() (string, error) {
	if a.program != nil {
		return a.program()
	}
	return programHash()
}
