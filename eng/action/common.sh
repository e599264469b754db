#!/usr/bin/env bash
# What both steps of the action use.

fail() {
  printf '::error title=Nebius Container Registry::%s\n' "$1"
  exit 1
}

# A text without the blanks and line ends around it, which YAML and secrets easily have.
trim() {
  local text="${1#"${1%%[![:space:]]*}"}"
  printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# A text that can't be a command of the runner.
plain() {
  printf '%s' "${1//[^0-9A-Za-z._:+-]/?}"
}
