//! The embedded rules and templates: a new or removed file must rebuild the crate that embeds them.

fn main() {
    println!("cargo:rerun-if-changed=legal-rules");
    println!("cargo:rerun-if-changed=templates");
}
