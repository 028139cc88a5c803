use super::{Code, codes};

codes! {
    SLOT_FOREIGN: "slot-foreign" {
        title: "Another client created the slot at the same time",
        why: "With `create-slot` a slot is created only where there is none, since Azure overwrites a slot by the same request. Right \
              before it, there was one that slot-deploy had not begun.",
        fix: "Look at who created it. Run the job again to release through it, or set `slot` to another name.",
    }
    SLOT_INCOMPLETE: "slot-incomplete" {
        title: "The slot was not completed",
        why: "The release began to create the slot and could not give it all that it needs. It is stopped, or its triggers are held, and \
              it bears a tag that says so.",
        fix: "Fix what the report names and run the job again with `create-slot: true`: it completes the slot. Or delete the slot.",
        rights: [
            "Microsoft.Web/sites/slots/Write",
            "Microsoft.Web/sites/slots/config/Write",
            "Microsoft.Web/sites/slots/stop/Action",
            "Microsoft.Web/sites/slots/start/Action",
            "Microsoft.Web/sites/config/Write",
        ],
    }
}
