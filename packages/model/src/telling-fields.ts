/** Fields that say who somebody is or where to reach them, without case, `_` and `-`. */
const telling = new Set([
  ...["email", "mail", "emailaddress", "phone", "phonenumber", "mobile", "mobilephone", "telephone", "tel"],
  ...["address", "street", "address1", "address2", "line1", "line2", "zip", "zipcode", "postcode", "postalcode"],
  ...["firstname", "lastname", "givenname", "familyname", "middlename", "surname", "fullname", "username", "recipient"],
  ...["birthday", "birthdate", "dateofbirth", "ip", "ipaddress", "latitude", "longitude"],
  ...["userid", "anonymousid", "deviceid", "loyaltyid", "customerid", "previousid", "externalids"],
]);

/** A field's name, however it is written: `First-Name`, `first_name` and `firstName` are one. */
export function plainFieldName(name: string): string {
  return name.toLowerCase().replaceAll(/[_\s-]/g, "");
}

/** Whether a field of this name says who somebody is or where to reach them. */
export function tellsWho(name: string): boolean {
  return telling.has(plainFieldName(name));
}
