//go:build !amd64

package lanes

func isWide() bool { return false }

func setWide(bool) {}

const wideIsKnown = false
