//! Bodies that an answer did not wait for. The framework reads on what a client still sends in pieces, for as long as he
//! likes to send: an answer given before the end of the body keeps hold of the rest, and the connection is then closed.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::Stream;

struct Reading {
    payload: Payload,
    ended: bool,
}

/// The body of a request, and whether it was read to its end.
#[derive(Clone)]
pub struct Unread(Rc<RefCell<Reading>>);

impl Unread {
    /// Stands between a request and its body; `None` when it has none.
    pub fn of(req: &mut ServiceRequest) -> Option<Unread> {
        match req.parts_mut().1.take() {
            Payload::None => None,
            payload => {
                let unread = Unread(Rc::new(RefCell::new(Reading { payload, ended: false })));
                req.set_payload(Payload::Stream { payload: Box::pin(unread.clone()) });
                Some(unread)
            }
        }
    }

    /// Ties what was not read to the answer.
    pub fn held_by(self, res: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        if self.0.borrow().ended {
            return res;
        }
        res.map_body(|_, body| BoxBody::new(Held { body, _unread: self }))
    }
}

impl Stream for Unread {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut reading = self.0.borrow_mut();
        let polled = Pin::new(&mut reading.payload).poll_next(cx);
        reading.ended |= matches!(polled, Poll::Ready(None));
        polled
    }
}

struct Held {
    body: BoxBody,
    _unread: Unread,
}

impl MessageBody for Held {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}
