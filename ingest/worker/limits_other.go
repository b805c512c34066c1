//go:build !linux

package worker

import "os/exec"

// Elsewhere the collector's limit and the clock are what bounds a child.

func limitSelf(greeting) error { return nil }

func isOutputLimit(error) bool { return false }

func bindToParent(*exec.Cmd) {}

func used(int) (use, bool) { return use{}, false }

func killGroup(c *exec.Cmd) { _ = c.Process.Kill() }
