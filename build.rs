//! Rebuilds when an embedded file changes: the compiler does not watch the directories that are embedded whole.

fn main() {
    println!("cargo::rerun-if-changed=legal-rules");
    println!("cargo::rerun-if-changed=templates");
}
