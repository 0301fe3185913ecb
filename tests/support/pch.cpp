// SPDX-License-Identifier: GPL-3.0-or-later
// CMake compiles a header ahead for a target only: this is the target's one file.
