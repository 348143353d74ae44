// Made from openapi.yaml by generate.mjs. Do not edit: `make client-types` writes it anew.
export interface components {
    schemas: {
        /**
         * Format: email
         * @description One plain address whose domain has a dot. Case does not matter.
         */
        Email: string;
        /**
         * Format: password
         * @description Any characters, but not a password that is tried first, nor the address.
         */
        NewPassword: string;
        /**
         * Format: password
         * @description The password as it is.
         */
        KnownPassword: string;
        NewAccount: {
            email: components["schemas"]["Email"];
            password: components["schemas"]["NewPassword"];
        };
        /** @description One sign-up, which its code is good for. */
        SignUpId: string;
        /** @description The code from the mail. */
        Code: string;
        /** @description The token from the mail. */
        ResetToken: string;
        /** @description A person. */
        BuyerId: string;
        /** @description A session. */
        SessionId: string;
        Account: {
            id: components["schemas"]["BuyerId"];
            email: components["schemas"]["Email"];
            name: string | null;
            role: components["schemas"]["Role"];
        };
        /**
         * @description What an account may do. Everybody may buy; the table above says what staff may do beside that. No account is a `guest`: that is who
         *     buys without one.
         * @enum {string}
         */
        Role: "buyer" | "owner" | "manager" | "fulfilment" | "support" | "guest";
        Customer: {
            id: components["schemas"]["BuyerId"];
            email: components["schemas"]["Email"];
            /** @enum {unknown} */
            state: "active" | "blocked";
            /** Format: date-time */
            blocked_at?: string;
            /** Format: date-time */
            created_at: string;
            orders_count: number;
            /** @description The newest orders. All of them are at `GET /merchant/orders?email=`. */
            newest_orders: components["schemas"]["OrderId"][];
        };
        AccountExport: {
            account?: {
                id: components["schemas"]["BuyerId"];
                email: components["schemas"]["Email"];
                name: string | null;
                role: components["schemas"]["Role"];
                /** Format: date-time */
                created_at: string;
            };
            sessions?: {
                id: components["schemas"]["SessionId"];
                device: string;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                last_used_at: string;
            }[];
            cart?: components["schemas"]["Cart"];
            address_book?: components["schemas"]["AddressBook"];
            addresses: components["schemas"]["Address"][];
            orders: components["schemas"]["Order"][];
            next_cursor: components["schemas"]["NextCursor"];
        };
        /**
         * @description A role of staff.
         * @enum {string}
         */
        StaffRole: "owner" | "manager" | "fulfilment" | "support";
        StaffMember: {
            id: components["schemas"]["BuyerId"];
            email: components["schemas"]["Email"];
            name: string | null;
            role: components["schemas"]["StaffRole"];
            /**
             * Format: date-time
             * @description When the role was given.
             */
            since: string;
        };
        /** @description What was changed, by its kind and its identifier. */
        AuditResource: string;
        AuditRecord: {
            /** @description The record. */
            id: string;
            /** Format: date-time */
            at: string;
            actor: components["schemas"]["BuyerId"];
            role: components["schemas"]["Role"];
            /** @description What was done, such as `stock.adjusted`. New kinds may come. */
            action: string;
            resource: components["schemas"]["AuditResource"];
            /** @description The members that changed, as they were. A long value is named by its length and digest. */
            before: {
                [key: string]: unknown;
            };
            /** @description The members that changed, as they became. */
            after: {
                [key: string]: unknown;
            };
        };
        /**
         * @description What a role must allow for an operation to be served; each operation for staff names its own in `x-permission`.
         * @enum {string}
         */
        Permission: "orders.read" | "orders.ship" | "orders.refund" | "catalogue.read" | "catalogue.write" | "stock.adjust" | "settings.write" | "staff.manage" | "audit.read" | "customers.read" | "customers.write";
        Sessions: {
            sessions: {
                id: components["schemas"]["SessionId"];
                /** @description Browser and system, as far as the client told them. */
                device: string;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                last_used_at: string;
                /** @description Whether it is the session of this request. */
                current: boolean;
            }[];
        };
        /** @description Opaque, replaced at each refresh, valid for at most 30 days after the log-in. */
        RefreshToken: string;
        /** @description Nothing refreshes it. */
        GuestToken: {
            user_id: components["schemas"]["BuyerId"];
            /** @description Goes into `Authorization`. */
            access_token: string;
            /** @constant */
            token_type: "Bearer";
            /**
             * @description Seconds.
             * @constant
             */
            expires_in: 2592000;
        };
        /** @description As RFC 6749, section 5.1, has them. */
        Tokens: {
            /** @description Goes into `Authorization`. */
            access_token: string;
            /** @constant */
            token_type: "Bearer";
            /**
             * @description Seconds.
             * @constant
             */
            expires_in: 300;
            refresh_token: components["schemas"]["RefreshToken"];
        };
        /** @description As RFC 6749, section 5.1, has them. */
        TokensAndDevice: {
            /** @description Goes into `Authorization`. */
            access_token: string;
            /** @constant */
            token_type: "Bearer";
            /**
             * @description Seconds.
             * @constant
             */
            expires_in: 300;
            refresh_token: components["schemas"]["RefreshToken"];
            /** @description Makes the device known at its next log-in. */
            device_token: string;
        };
        /** @description A product, by the identifier that the merchant gave it. */
        ProductId: string;
        /** @description What is priced, stocked and ordered, by the merchant's own number. A SKU belongs to one product for ever. */
        Sku: string;
        /**
         * @description What one unit costs, in the minor units in which the currency is charged: 1295 is $12.95, ¥1,295, and 500000 is 5,000 ISK.
         *     At most eight digits, twelve in IDR. In ISK and UGX a multiple of 100; in BHD, JOD, KWD, OMR and TND a multiple of 10.
         */
        PriceMinor: number;
        /** @description The ISO 4217 code of a currency that can be charged, as https://docs.stripe.com/currencies lists them. */
        Currency: string;
        /** @description An ISO 4217 code, in either case. */
        AnyCaseCurrency: string;
        /**
         * @description A badge: plenty, five or fewer, none.
         * @enum {unknown}
         */
        Availability: "in" | "low" | "out";
        /**
         * @description A `draft` is seen by merchants only. An `active` product is listed and can be ordered. An `archived` one is shown to who asks
         *     for it: old orders lead to it. Where it is not given, a product stays as it is, and a new one is active.
         * @enum {unknown}
         */
        ProductState: "draft" | "active" | "archived";
        Price: {
            currency: components["schemas"]["AnyCaseCurrency"];
            price_minor: components["schemas"]["PriceMinor"];
            /** @description What it cost before, or costs elsewhere. It is shown and never charged, and must be higher than the price. */
            compare_at_minor?: components["schemas"]["PriceMinor"] | null;
        };
        /** @description What the variants of a product cost in one currency. */
        PriceRange: {
            currency: components["schemas"]["Currency"];
            from_minor: components["schemas"]["PriceMinor"];
            to_minor: components["schemas"]["PriceMinor"];
        };
        VariantDetails: {
            sku?: components["schemas"]["Sku"];
            /** @description One value for each of the product's options, in their order. */
            options?: string[];
            /** @description One price a currency. Lists are sorted by the first one. */
            prices: components["schemas"]["Price"][];
            /** @description What one unit weighs with its packing. */
            weight_grams?: number | null;
        };
        SavedVariant: {
            sku: components["schemas"]["Sku"];
            options: string[];
            prices: components["schemas"]["Price"][];
            weight_grams?: number;
        };
        Variant: {
            sku: components["schemas"]["Sku"];
            options: string[];
            prices: components["schemas"]["Price"][];
            weight_grams?: number;
            /** @description The units that can be ordered now. */
            available: number;
            availability: components["schemas"]["Availability"];
        };
        ProductDetails: {
            name: string;
            /** @description How the product is called in an address. Where it is not given it stays as it is; that of a new product is made of its name. */
            slug?: string;
            /** @description May be empty, and have several lines. */
            description: string;
            /** @description One name, or up to four from the widest to the narrowest, joined by ` > `: `Food > Dairy > Cheese`. */
            category: string;
            /** @description The name of the rate at which it is taxed. Where it is not given it stays as it is; that of a new product is `standard`. */
            tax_class?: string;
            /** @description What else there is to say about the product, by names of up to 50 characters. Where it is not given it stays as it is. */
            attributes?: {
                [key: string]: string;
            };
            state?: components["schemas"]["ProductState"];
            /** @description What the product is chosen by. A product without options has one variant. */
            options?: string[];
            /**
             * @description Each with a SKU and option values of its own. The SKU of a product without options may be left out: it is then the
             *     product's identifier. A variant that is left out of a later change can no longer be ordered.
             */
            variants: components["schemas"]["VariantDetails"][];
            /**
             * @description Images that the product has, in their order: the first picture is on its card. One that is left out is taken away. Where
             *     the list is not given it stays as it is; an image is added by `POST /merchant/products/{id}/images`.
             */
            images?: components["schemas"]["ImagePlace"][];
        };
        /** @description What changes, of the members of a product. */
        ProductPatch: {
            name?: string;
            /** @description How the product is called in an address. Where it is not given it stays as it is. */
            slug?: string;
            /** @description May be empty, and have several lines. */
            description?: string;
            category?: string;
            /** @description The name of the rate at which it is taxed. Where it is not given it stays as it is. */
            tax_class?: string;
            /** @description What else there is to say about the product, by names of up to 50 characters. Where it is not given it stays as it is. */
            attributes?: {
                [key: string]: string | null;
            } | null;
            state?: components["schemas"]["ProductState"];
            /** @description What the product is chosen by. A product without options has one variant. */
            options?: string[];
            /**
             * @description Each with a SKU and option values of its own. The SKU of a product without options may be left out: it is then the
             *     product's identifier. A variant that is left out of a later change can no longer be ordered.
             */
            variants?: components["schemas"]["VariantDetails"][];
            /**
             * @description Images that the product has, in their order: the first picture is on its card. One that is left out is taken away. Where
             *     the list is not given it stays as it is; an image is added by `POST /merchant/products/{id}/images`.
             */
            images?: components["schemas"]["ImagePlace"][];
        };
        SavedProduct: {
            id: components["schemas"]["ProductId"];
            name: string;
            /** @description How the product is called in an address. */
            slug: string;
            description: string;
            category: string;
            /** @description The name of the rate at which it is taxed. */
            tax_class: string;
            /** @description What else there is to say about the product. */
            attributes: {
                [key: string]: string;
            };
            state: components["schemas"]["ProductState"];
            /** @description What the product is chosen by. A product without options has one variant. */
            options: string[];
            variants: components["schemas"]["SavedVariant"][];
            /** @description In their order. */
            images: components["schemas"]["ProductImage"][];
        };
        Product: {
            id: components["schemas"]["ProductId"];
            name: string;
            /** @description How the product is called in an address. */
            slug: string;
            description: string;
            category: string;
            /** @description The name of the rate at which it is taxed. */
            tax_class: string;
            /** @description What else there is to say about the product. */
            attributes: {
                [key: string]: string;
            };
            state: components["schemas"]["ProductState"];
            /** @description What the product is chosen by. A product without options has one variant. */
            options: string[];
            variants: components["schemas"]["Variant"][];
            /** @description In their order; pictures alone. */
            images: components["schemas"]["ProductImage"][];
            availability: components["schemas"]["Availability"];
        };
        /** @description An image of a product. */
        ImageId: string;
        /** @description What an image shows, for whoever cannot see it; empty where it adds nothing. */
        AltText: string;
        ImageFile: {
            /** @description Pixels. */
            width: number;
            /** @description Where it is, at the API's own host. */
            url: string;
        };
        ProductImage: {
            id: components["schemas"]["ImageId"];
            alt: components["schemas"]["AltText"];
            /**
             * @description Whether there is a picture. Buyers see those that are `ready`.
             * @enum {unknown}
             */
            state: "ready" | "refused";
            /**
             * @description Why the file was refused.
             * @enum {unknown}
             */
            reason?: "empty" | "too_many_bytes" | "not_an_image" | "damaged" | "too_many_pixels";
            /** @description The pixels of what was uploaded, turned as its camera was held. */
            width?: number;
            height?: number;
            /** @description The smallest first: 320, 640 and 1280 pixels wide, none wider than what was uploaded. */
            files?: components["schemas"]["ImageFile"][];
        };
        ImagePlace: {
            id: components["schemas"]["ImageId"];
            /** @description Where it is not given it stays as it is. */
            alt?: components["schemas"]["AltText"];
            /** @description Not read, as the members below: an answer's image may be sent back as it came. */
            state?: string;
            reason?: string;
            width?: number;
            height?: number;
            files?: components["schemas"]["ImageFile"][];
        };
        CardImage: {
            alt: components["schemas"]["AltText"];
            width: number;
            height: number;
            files: components["schemas"]["ImageFile"][];
        };
        ListedProduct: {
            id: components["schemas"]["ProductId"];
            name: string;
            /** @description How the product is called in an address. */
            slug: string;
            /** @description Only of a product with one variant: it can be ordered from the list. */
            sku?: components["schemas"]["Sku"];
            category: string;
            /** @description What its variants cost, one range a currency. */
            prices: components["schemas"]["PriceRange"][];
            /** @description The lowest and the highest price in the currency that was asked for, or in the main one. Null where the product is not sold in it. */
            price: components["schemas"]["PriceRange"] | null;
            /** @description The first of its pictures. Null where it has none. */
            image: components["schemas"]["CardImage"] | null;
            availability: components["schemas"]["Availability"];
        };
        FoundPage: {
            /** @description How many products are found in all. */
            total: number;
            products: components["schemas"]["FoundProduct"][];
            facets: components["schemas"]["Facets"];
            next_cursor: components["schemas"]["NextCursor"];
            /** @description When the index last changed from which this was answered; null where there is none yet. */
            changed_at: string | null;
        };
        FoundProduct: {
            id: components["schemas"]["ProductId"];
            name: string;
            /** @description How the product is called in an address. */
            slug: string;
            /** @description Only of a product with one variant: it can be ordered from the list. */
            sku?: components["schemas"]["Sku"];
            category: string;
            /** @description What its variants cost, one range a currency, the main one first. */
            prices: components["schemas"]["PriceRange"][];
            /** @description The first of its pictures. Null where it has none. */
            image: components["schemas"]["CardImage"] | null;
            availability: components["schemas"]["Availability"];
            highlights: components["schemas"]["Highlights"];
        };
        /** @description What was looked for, in the name or text. Escape the text first, then mark these parts of it. */
        Highlights: {
            /** @description The first character, counted in Unicode code points from 0. */
            start: number;
            /** @description The character after the last. */
            end: number;
        }[];
        Facets: {
            /** @description At any depth, those of most products first. */
            categories: {
                /** @description What `category` takes. */
                category: string;
                count: number;
            }[];
            /** @description Bands of the lowest price in the main currency, the cheapest first. */
            prices: {
                /** @description What `price_from` takes. */
                from_minor: number;
                /** @description What `price_to` takes. */
                to_minor: number;
                count: number;
            }[];
            availability: {
                availability: components["schemas"]["Availability"];
                count: number;
            }[];
            /** @description Attributes and options of most products, by name. */
            attributes: {
                /** @description What follows `attribute.`. */
                name: string;
                values: {
                    value: string;
                    count: number;
                }[];
            }[];
        };
        Suggestions: {
            suggestions: components["schemas"]["Suggestion"][];
        };
        Suggestion: {
            /** @enum {string} */
            kind: "category" | "product";
            /** @description A category's path, or a product's name. */
            text: string;
            highlights: components["schemas"]["Highlights"];
            product_id?: components["schemas"]["ProductId"];
        };
        RecommendedProduct: {
            id: components["schemas"]["ProductId"];
            name: string;
            /** @description How the product is called in an address. */
            slug: string;
            /** @description Only of a product with one variant: it can be ordered from the list. */
            sku?: components["schemas"]["Sku"];
            category: string;
            /** @description What its variants cost, one range a currency. */
            prices: components["schemas"]["PriceRange"][];
            /** @description The lowest and the highest price in the currency that was asked for, or in the main one. Null where the product is not sold in it. */
            price: components["schemas"]["PriceRange"] | null;
            /** @description The first of its pictures. Null where it has none. */
            image: components["schemas"]["CardImage"] | null;
            availability: components["schemas"]["Availability"];
            /**
             * @description Why. The buyer bought it before; others bought it together with what the list is for; it is like that, or goes with what is; many
             *     bought it, out of the same category or out of all; or it is new in the shop.
             * @enum {string}
             */
            reason: "bought_before" | "bought_together" | "similar" | "popular_in_category" | "popular" | "new";
        };
        /** @description The best first, but what is sold out last. Empty only if nothing else is on sale. */
        RecommendedProducts: components["schemas"]["RecommendedProduct"][];
        CategoryTree: {
            /** @description Those at the top, by name. */
            categories: components["schemas"]["CategoryNode"][];
        };
        CategoryNode: {
            /** @description The last name of the path. */
            name: string;
            /** @description What `GET /products?category=` takes. */
            path: string;
            /** @description How the category is called in an address. It need not be unique. */
            slug: string;
            /** @description The products on sale in it and in all categories below it. */
            product_count: number;
            /** @description Those that are in none below it. */
            own_product_count: number;
            /** @description The categories right below it, by name. */
            children: components["schemas"]["CategoryNode"][];
        };
        MerchantProduct: {
            id: components["schemas"]["ProductId"];
            name: string;
            slug: string;
            sku?: components["schemas"]["Sku"];
            category: string;
            prices: components["schemas"]["PriceRange"][];
            /** @description The first of its pictures. Null where it has none. */
            image: components["schemas"]["CardImage"] | null;
            availability: components["schemas"]["Availability"];
            state: components["schemas"]["ProductState"];
            /** Format: date-time */
            updated_at: string;
        };
        MerchantProductPage: {
            products: components["schemas"]["MerchantProduct"][];
            next_cursor: components["schemas"]["NextCursor"];
        };
        /** @description Where the next page starts; null on the last one. */
        NextCursor: string | null;
        ProductPage: {
            products: components["schemas"]["ListedProduct"][];
            next_cursor: components["schemas"]["NextCursor"];
        };
        /** @description Units that come, or go where it is negative. */
        Adjustment: number;
        LowSku: {
            sku: components["schemas"]["Sku"];
            product_id: components["schemas"]["ProductId"];
            /** @description The units that can be ordered. */
            available: number;
            /** @description With so many units or fewer it is low. */
            threshold: number;
        };
        Movement: {
            id: string;
            /** @description Units that came or, where it is negative, went. */
            quantity: number;
            /** @description The units that were counted, if it was a count. */
            counted?: number;
            reason: string;
            /** @description The merchant's user id, or `import`. */
            by: string;
            /** Format: date-time */
            at: string;
        };
        Reason: string;
        OrderId: string;
        /** @description The order's number, for people. Made of the identifier; two orders of millions may share one. */
        OrderNumber: string;
        Day: string;
        /**
         * @description `pending` holds its stock until `reserved_until`. `processing` holds its stock while the bank works on a payment, which can
         *     take days; then it is `paid`, or the buyer is told by mail and it is `pending` again or ends. `expiring` and `cancelling` are
         *     on their way to `expired` and `cancelled`, where the stock is back; a payment that was quicker makes them `paid`.
         *     `needs_review` waits for an operator.
         * @enum {unknown}
         */
        State: "pending" | "processing" | "expiring" | "expired" | "cancelling" | "cancelled" | "paid" | "refunding" | "refunded" | "needs_review";
        /**
         * @description A country says whether an address in it needs a town and a postal code: `GB` needs both, `HK` no postal code, and in `HK`
         *     and `AE` the region may stand in place of the town.
         */
        Address: {
            name: string;
            company?: string | null;
            line1: string;
            line2?: string | null;
            city?: string | null;
            region?: string | null;
            postal_code?: string | null;
            /** @description An ISO 3166-1 alpha-2 code, or XK. */
            country: string;
            /** @description 5 to 15 digits, best with the country's `+`. It is kept without what stands between the digits. */
            phone?: string | null;
        };
        Cart: {
            /** @description In the order in which the SKUs came. */
            lines: {
                sku: components["schemas"]["Sku"];
                quantity: number;
            }[];
        };
        AddressName: string;
        AddressBook: {
            name: components["schemas"]["AddressName"];
            is_default: boolean;
            address: components["schemas"]["Address"];
        }[];
        /** @description The total must be one that can be charged, from about half a dollar to 99,999,999 minor units. */
        NewOrder: {
            currency: components["schemas"]["AnyCaseCurrency"];
            /** @description Where the mails go: a guest's, and only a guest's. */
            email?: components["schemas"]["Email"];
            shipping_address: components["schemas"]["Address"];
            lines: components["schemas"]["NewLine"][];
            quote?: components["schemas"]["QuoteToken"];
        };
        Basket: {
            lines: components["schemas"]["BasketLine"][];
            /** @description Where it is not given, that of the first price of the first line's product. */
            currency?: components["schemas"]["AnyCaseCurrency"];
            address?: components["schemas"]["Destination"];
            /** @description The `option` of one of the `shipping_options`. Where it is not given, the cheapest is chosen. */
            shipping_option?: string | null;
        };
        BasketLine: {
            sku: components["schemas"]["Sku"];
            /** @description Also the most of one SKU, over all lines. */
            quantity: number;
        };
        /** @description As much of an address as a price can depend on. The order's address must have the same, however it is spelled. */
        Destination: {
            /** @description The ISO 3166-1 alpha-2 code. */
            country: string;
            postal_code?: string | null;
            region?: string | null;
        };
        /** @description A quote of the shop, as it came. It says nothing to clients. A shop that charges shipping or tax may take no order without one. */
        QuoteToken: string;
        Quote: {
            /** @description Of all amounts. Null where none was asked for and no line says one. */
            currency: components["schemas"]["Currency"] | null;
            /** @description In the order of the request, one a SKU. */
            lines: components["schemas"]["QuotedLine"][];
            /** @description The sum of the lines that have no problem. */
            subtotal_minor: number;
            /** @description How it could get there. Empty without an address, and in a shop that says nothing about shipping. */
            shipping_options: components["schemas"]["ShippingOffer"][];
            /** @description How it gets there: as was asked for, or else what costs least. */
            shipping: components["schemas"]["ShippingCharge"] | null;
            /** @description Null without an address, and in a shop that says nothing about tax. */
            tax: components["schemas"]["Tax"] | null;
            /** @description What an order of these lines would cost: their sum, shipping, and tax that is not included in prices. */
            total_minor: number;
            /**
             * @description Why it cannot be ordered, whatever its lines are. `no_shipping`: the shop sends nothing there, or not so much, or not in this currency.
             *     `shipping_option_unavailable`: the option that was asked for is not one of these.
             * @enum {unknown}
             */
            problem: "no_shipping" | "shipping_option_unavailable" | null;
            /** @description To send with the order. Null where there is a problem, of a line or of the whole, or no address was given. */
            quote: components["schemas"]["QuoteToken"] | null;
            /**
             * Format: date-time
             * @description Until when the quote is good.
             */
            expires_at: string | null;
        };
        /** @description How an order gets to its buyer, and what that costs. */
        ShippingCharge: {
            /** @description The merchant's identifier of the option. */
            option: string;
            name: string;
            /** @description In minor units of the currency. */
            amount_minor: number;
            /** @description Where the buyer picks it up, if it is not brought. */
            pick_up_at?: string;
        };
        ShippingOffer: {
            /** @description The merchant's identifier of the option. */
            option: string;
            name: string;
            /** @description In minor units of the currency. */
            amount_minor: number;
            /** @description Where the buyer picks it up, if it is not brought. */
            pick_up_at?: string;
            /** @description Null where it is not said how long it takes. */
            days: components["schemas"]["Days"] | null;
        };
        Days: {
            from: number;
            to: number;
        };
        Tax: {
            /** @description Whether the prices have it in them. Otherwise it is added to the total. */
            included: boolean;
            /** @description One line a rate. */
            lines: components["schemas"]["TaxLine"][];
        };
        TaxLine: {
            name: string;
            /** @description The rate in parts per million: 88750 is 8.875 %. */
            rate_ppm: number;
            /** @description In minor units of the currency. */
            amount_minor: number;
        };
        ShippingSettings: {
            zones: components["schemas"]["ShippingZone"][];
        };
        ShippingZone: {
            name: string;
            places: components["schemas"]["ShippingPlace"][];
            /** @description None where the shop sends nothing to. */
            options: components["schemas"]["ShippingOption"][];
        };
        ShippingPlace: {
            /** @description The ISO 3166-1 alpha-2 code, or `*` for every country. */
            country: string;
            /** @description Only there; in the whole country if there are none. As many of a code's first characters are compared, without spaces and hyphens, as stand here. */
            postal_codes?: {
                /** @description What codes begin with; or else `from` and `to`. */
                prefix?: string;
                from?: string;
                /** @description Of as many characters as `from`. */
                to?: string;
            }[];
        };
        ShippingOption: {
            /** @description Only once in a zone. */
            id: string;
            name: string;
            /** @description Where buyers pick their orders up, if these are not brought. */
            pick_up_at?: string | null;
            /** @description How long it takes. */
            days?: components["schemas"]["Days"] | null;
            /**
             * @description What `up_to` counts: the sum of the lines in minor units, or the weight of the units in grams.
             * @enum {unknown}
             */
            measure: "price" | "weight";
            /** @description One for each currency in which it is offered. */
            rates: {
                currency: components["schemas"]["Currency"];
                /** @description From little to much. The first that reaches far enough is what it costs; where none does, it is not offered. */
                bands: {
                    /** @description Only the last may have none. */
                    up_to?: number | null;
                    price_minor: number;
                }[];
                /** @description From lines of this sum on, it costs nothing. */
                free_from_minor?: number | null;
            }[];
        };
        TaxSettings: {
            prices_include_tax: boolean;
            /** @description The class as which shipping is taxed. It is not taxed without one. */
            shipping_tax_class?: string | null;
            rates: components["schemas"]["TaxRate"][];
        };
        TaxRate: {
            /** @description As buyers read it: `VAT 20 %`. */
            name: string;
            country: string;
            /** @description Only there, in whatever case; in the whole country without one. */
            region?: string | null;
            /** @description The `tax_class` of the products that it counts for. */
            tax_class: string;
            /** @description In parts per million: 88750 is 8.875 %. */
            rate_ppm: number;
        };
        QuotedLine: {
            sku: components["schemas"]["Sku"];
            /** @description Null of a SKU that does not exist. */
            product_id: components["schemas"]["ProductId"] | null;
            /** @description The product's. Null of a SKU that does not exist. */
            name: string | null;
            /** @description The variant's values, as the product shows them. */
            options: string[];
            /** @description The first of the product's pictures. Null where it has none. */
            image: components["schemas"]["CardImage"] | null;
            quantity: number;
            /** @description The units that can be ordered now. */
            available: number;
            availability: components["schemas"]["Availability"];
            /** @description What one unit costs now. Null where it is not sold in the currency. */
            unit_price_minor: components["schemas"]["PriceMinor"] | null;
            /** @description What the line costs, counted or not. */
            total_minor: number | null;
            /**
             * @description Why the line cannot be ordered, and does not count. `unavailable`: there is no such SKU, it is not on sale, or not in this currency.
             *     `out_of_stock`: nothing is left. `not_enough`: less is left than is wanted.
             * @enum {unknown}
             */
            problem: "unavailable" | "out_of_stock" | "not_enough" | null;
        };
        NewLine: {
            sku: components["schemas"]["Sku"];
            /** @description Also the most of one product, over all lines. */
            quantity: number;
            unit_price_minor: components["schemas"]["PriceMinor"];
        };
        Line: {
            sku: components["schemas"]["Sku"];
            /** @description The SKU's product. Of an order without a quote only where one order is shown. */
            product_id?: components["schemas"]["ProductId"];
            /** @description What the product was called when the order was placed, with the variant's option values. Of an order without a quote only where one order is shown. */
            name?: string;
            /** @description The first picture of the product at that time, if it had one. Only of an order with a quote. */
            image?: components["schemas"]["CardImage"];
            quantity: number;
            unit_price_minor: components["schemas"]["PriceMinor"];
            total_minor: components["schemas"]["PriceMinor"];
        };
        Order: {
            id: components["schemas"]["OrderId"];
            number: components["schemas"]["OrderNumber"];
            state: components["schemas"]["State"];
            currency: components["schemas"]["Currency"];
            total_minor: components["schemas"]["PriceMinor"];
            lines: components["schemas"]["Line"][];
            /** @description Only of an order with a quote that says it. */
            shipping?: components["schemas"]["ShippingCharge"];
            /** @description Only of an order with a quote that says it. */
            tax?: components["schemas"]["Tax"];
            shipping_address: components["schemas"]["Address"];
            /** @description Where its mails go, if a guest placed it; not where the guest is forgotten. */
            email?: string;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description Until when it can be paid.
             */
            reserved_until: string;
            fulfilment_state: components["schemas"]["FulfilmentState"];
            /** @description In the order of sending. */
            shipments: components["schemas"]["Shipment"][];
            /** @description How much was given back. */
            refunded_minor: number;
            /** @description What was given back or is on its way. */
            refunds: components["schemas"]["Refund"][];
        };
        ShipmentId: string;
        WebhookId: string;
        EventId: string;
        /** @enum {unknown} */
        EventType: "order.placed" | "order.paid" | "order.shipped" | "order.refunded" | "order.disputed" | "order.cancelled" | "order.expired" | "stock.low" | "product.changed";
        EventTypes: components["schemas"]["EventType"][];
        /**
         * Format: uri
         * @description By TLS to a host of the public internet, without a user name, a password or a fragment. What its name leads to is looked up
         *     each time that something is sent, and has to be public as well.
         */
        WebhookUrl: string;
        NewWebhook: {
            url: components["schemas"]["WebhookUrl"];
            event_types: components["schemas"]["EventTypes"];
        };
        WebhookChange: {
            event_types?: components["schemas"]["EventTypes"];
            /** @enum {unknown} */
            state?: "enabled" | "disabled";
        };
        Webhook: {
            id: components["schemas"]["WebhookId"];
            url: components["schemas"]["WebhookUrl"];
            event_types: components["schemas"]["EventTypes"];
            /** @enum {unknown} */
            state: "enabled" | "disabled";
            /**
             * @description Why nothing is sent: a merchant said so, or it answered 410.
             * @enum {unknown}
             */
            disabled_reason?: "merchant" | "gone";
            /**
             * Format: date-time
             * @description Until when the secret before signs as well.
             */
            old_secret_expires_at?: string;
            /** Format: date-time */
            created_at: string;
        };
        WebhookWithSecret: {
            id: components["schemas"]["WebhookId"];
            url: components["schemas"]["WebhookUrl"];
            event_types: components["schemas"]["EventTypes"];
            /** @enum {unknown} */
            state: "enabled" | "disabled";
            /**
             * @description Why nothing is sent: a merchant said so, or it answered 410.
             * @enum {unknown}
             */
            disabled_reason?: "merchant" | "gone";
            /**
             * Format: date-time
             * @description Until when the secret before signs as well.
             */
            old_secret_expires_at?: string;
            /** Format: date-time */
            created_at: string;
            /** @description What signatures are made with. It is not shown again. */
            secret: string;
        };
        Delivery: {
            id: components["schemas"]["EventId"];
            event_type: components["schemas"]["EventType"];
            /** @enum {unknown} */
            state: "pending" | "delivered" | "failed";
            attempts: number;
            /**
             * Format: date-time
             * @description When the event happened.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Only while it is pending.
             */
            next_attempt_at?: string;
            /** Format: date-time */
            last_attempt_at?: string;
            /** @description What the endpoint answered, if it did. */
            last_status?: number;
            /** @enum {unknown} */
            last_result?: "delivered" | "refused" | "redirected" | "unreachable" | "timed_out" | "not_public" | "endpoint_removed" | "endpoint_disabled" | "unknown";
        };
        /**
         * @description How far the order is on its way to the buyer, whatever its payment. Voided shipments do not count.
         * @enum {unknown}
         */
        FulfilmentState: "unfulfilled" | "partly_shipped" | "shipped" | "delivered";
        Units: {
            sku: components["schemas"]["Sku"];
            quantity: number;
        };
        /** @description Where the parcel can be followed. */
        TrackingUrl: string;
        NewShipment: {
            /** @description Lines of one SKU are put together. */
            lines: components["schemas"]["Units"][];
            carrier: string;
            tracking_number?: string | null;
            tracking_url?: components["schemas"]["TrackingUrl"] | null;
        };
        Shipment: {
            id: components["schemas"]["ShipmentId"];
            lines: components["schemas"]["Units"][];
            carrier: string;
            tracking_number?: string;
            tracking_url?: components["schemas"]["TrackingUrl"];
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When it reached the buyer.
             */
            delivered_at?: string;
            /**
             * Format: date-time
             * @description When a merchant took it back: its units were not sent.
             */
            voided_at?: string;
        };
        RefundId: string;
        /**
         * @description Whether the money is on its way, was given back, or is with the shop.
         * @enum {unknown}
         */
        RefundStatus: "pending" | "succeeded" | "failed";
        RefundLine: {
            sku: components["schemas"]["Sku"];
            quantity: number;
            /** @description Whether the units had been sent and came back; otherwise they were never sent. */
            returned: boolean;
        };
        /**
         * @description How far a dispute has come, in Stripe's words. Of `needs_response`, `under_review` and `lost`, the money is not with the shop; of
         *     the others it is.
         * @enum {unknown}
         */
        DisputeStatus: "warning_needs_response" | "warning_under_review" | "warning_closed" | "needs_response" | "under_review" | "won" | "lost" | "prevented";
        Dispute: {
            /** @description Stripe's identifier. */
            id: string;
            status: components["schemas"]["DisputeStatus"];
            /** @description Why, in Stripe's word, such as `product_not_received`. */
            reason: string;
            /** @description How much is disputed. */
            amount_minor: number;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description Until when the shop may answer, at Stripe; only while it may.
             */
            answer_until?: string;
        };
        ClosedAccount: {
            address_kept: {
                id: components["schemas"]["OrderId"];
                number: components["schemas"]["OrderNumber"];
                /** @enum {unknown} */
                reason: "to_be_sent" | "may_come_back";
                /**
                 * Format: date-time
                 * @description When the address goes, where all was sent.
                 */
                until?: string;
            }[];
        };
        /**
         * @description What becomes of an order in review.
         * @enum {string}
         */
        DecisionOutcome: "accept" | "refund" | "cancel";
        NewDecision: {
            /** @description What becomes of the order. */
            outcome: components["schemas"]["DecisionOutcome"];
            /** @description The payment that it is about; not with `cancel`. */
            payment_intent?: string;
            /** @description What it received, as you saw it, in minor units; not with `cancel`. */
            received_minor?: number;
        };
        /** @description Why the order was put aside for a person, and what was decided. */
        Review: {
            /** @enum {unknown} */
            reason: "record_differs" | "unknown_intent" | "processing_too_long" | "no_intent" | "unexpected_money" | "other_intent";
            /** Format: date-time */
            since: string;
            outcome?: components["schemas"]["DecisionOutcome"];
            decided_by?: components["schemas"]["BuyerId"];
            /** Format: date-time */
            decided_at?: string;
        };
        NewRefund: {
            /** @description The units that are given up; lines of one kind are put together. */
            lines?: {
                sku: components["schemas"]["Sku"];
                quantity: number;
                /**
                 * @description Whether the units had been sent and came back.
                 * @default false
                 */
                returned: boolean;
            }[];
            /** @description In minor units of the order's currency; not together with `lines`. */
            amount_minor?: number;
            reason: components["schemas"]["RefundReason"];
            /**
             * @description Whether the units go back into stock.
             * @default true
             */
            restock: boolean;
        };
        /**
         * @description Why the money goes back. Buyers are not shown it.
         * @enum {unknown}
         */
        RefundReason: "requested_by_customer" | "duplicate" | "fraudulent" | "damaged" | "other";
        Refund: {
            id: components["schemas"]["RefundId"];
            status: components["schemas"]["RefundStatus"];
            currency: components["schemas"]["Currency"];
            amount_minor: components["schemas"]["PriceMinor"];
            /** @description The units that are given up with it. */
            lines: components["schemas"]["RefundLine"][];
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When it succeeded or failed.
             */
            settled_at?: string;
        };
        MerchantRefund: {
            id: components["schemas"]["RefundId"];
            status: components["schemas"]["RefundStatus"];
            currency: components["schemas"]["Currency"];
            amount_minor: components["schemas"]["PriceMinor"];
            /** @description The units that are given up with it. */
            lines: components["schemas"]["RefundLine"][];
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When it succeeded or failed.
             */
            settled_at?: string;
            /** @description Whether its units go back into stock. */
            restock: boolean;
            reason?: components["schemas"]["RefundReason"];
            /** @description The merchant who asked for it; none where it was made at the provider. */
            by?: components["schemas"]["BuyerId"];
            /** @description The provider's refund, once it is known. */
            provider_refund?: string;
        };
        OrderSummary: {
            id: components["schemas"]["OrderId"];
            number: components["schemas"]["OrderNumber"];
            state: components["schemas"]["State"];
            currency: components["schemas"]["Currency"];
            total_minor: components["schemas"]["PriceMinor"];
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description Until when it can be paid.
             */
            reserved_until: string;
        };
        OrderPage: {
            orders: components["schemas"]["OrderSummary"][];
            next_cursor: components["schemas"]["NextCursor"];
        };
        DeskPage: {
            orders: components["schemas"]["DeskEntry"][];
            next_cursor: components["schemas"]["NextCursor"];
        };
        DeskEntry: {
            id: components["schemas"]["OrderId"];
            number: components["schemas"]["OrderNumber"];
            buyer_id: components["schemas"]["BuyerId"];
            payment_state: components["schemas"]["State"];
            fulfilment_state?: components["schemas"]["FulfilmentState"];
            currency: components["schemas"]["Currency"];
            total_minor: components["schemas"]["PriceMinor"];
            /** @description How much was given back. */
            refunded_minor: number;
            /** @description How many units its lines ask for. */
            units: number;
            dispute?: components["schemas"]["DisputeStatus"];
            /** Format: date-time */
            created_at: string;
        };
        MerchantOrder: {
            id: components["schemas"]["OrderId"];
            number: components["schemas"]["OrderNumber"];
            state: components["schemas"]["State"];
            fulfilment_state: components["schemas"]["FulfilmentState"];
            currency: components["schemas"]["Currency"];
            total_minor: components["schemas"]["PriceMinor"];
            /** @description How much was given back. */
            refunded_minor: number;
            lines: components["schemas"]["Line"][];
            /** @description Only of an order with a quote that says it. */
            shipping?: components["schemas"]["ShippingCharge"];
            /** @description Only of an order with a quote that says it. */
            tax?: components["schemas"]["Tax"];
            shipping_address: components["schemas"]["Address"];
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description Until when it can be paid.
             */
            reserved_until: string;
            /** @description In the order of sending. */
            shipments: components["schemas"]["Shipment"][];
            /** @description In the order of asking, failed ones too. */
            refunds: components["schemas"]["MerchantRefund"][];
            buyer_id: components["schemas"]["BuyerId"];
            /** @description The customer's address, or the guest's; none once the account is closed, or the guest is forgotten. */
            email?: string;
            /** @description The provider's payment intent. */
            payment_intent?: string;
            /** @description How many delayed payments failed. */
            payment_failures: number;
            /** @description What came in, where a merchant accepted another amount than the total. */
            received_minor?: number;
            review?: components["schemas"]["Review"];
            /** @description What its buyer disputed at the bank, oldest first. */
            disputes: components["schemas"]["Dispute"][];
            /**
             * Format: date-time
             * @description Since when its buyer has no account; its address is kept until it was sent and cannot come back.
             */
            buyer_left_at?: string;
            /**
             * @description What became of the receipt, once paid.
             * @enum {unknown}
             */
            receipt?: "due" | "sent" | "undeliverable";
            /** @description What happened when, as far as it is remembered. */
            timeline: {
                /** @enum {unknown} */
                event: "placed" | "payment_processing" | "refund_requested" | "refunded" | "refund_failed" | "shipped" | "delivered" | "shipment_voided" | "put_aside" | "decided" | "disputed";
                /** Format: date-time */
                at: string;
                by?: components["schemas"]["BuyerId"];
            }[];
        };
        OrderCounts: {
            from: components["schemas"]["Day"];
            to: components["schemas"]["Day"];
            payment_states: {
                pending?: number;
                processing?: number;
                expiring?: number;
                expired?: number;
                cancelling?: number;
                cancelled?: number;
                paid?: number;
                refunding?: number;
                refunded?: number;
                needs_review?: number;
            };
            fulfilment_states: {
                unfulfilled?: number;
                partly_shipped?: number;
                shipped?: number;
                delivered?: number;
            };
        };
        SalesReport: {
            from: components["schemas"]["Day"];
            to: components["schemas"]["Day"];
            days: {
                day: components["schemas"]["Day"];
                currency: components["schemas"]["Currency"];
                /** @description Orders that were paid. */
                orders: number;
                /** @description Their units. */
                units: number;
                /** @description What was paid for them. */
                gross_minor: number;
                /** @description What of it was given back. */
                refunded_minor: number;
                /** @description What of it disputes have taken for good. */
                lost_minor: number;
            }[];
        };
        Payment: {
            order_id: components["schemas"]["OrderId"];
            /**
             * @description `requires_action` and `requires_payment_method` are for the buyer's browser, which goes on with the `client_secret`.
             * @enum {unknown}
             */
            state: "paid" | "processing" | "requires_action" | "requires_payment_method";
            /** @description The provider's payment intent. */
            payment_intent?: string;
            /** @description Opens the payment intent to the buyer's browser. */
            client_secret?: string;
        };
        /** @description A refusal or a failure (RFC 9457). */
        Problem: {
            type: string;
            title: string;
            status: number;
            code: components["schemas"]["ProblemCode"];
            /** @description What is wrong and what to do about it, for a person. */
            detail: string;
            /** @description The members that break a rule, of `invalid_field`. */
            errors?: components["schemas"]["FieldError"][];
            /** @description The lines that cannot be had, of `unknown_sku`, `product_inactive`, `not_sold_in_currency`, `price_changed`, `out_of_stock` and `exceeds_remaining`. */
            lines?: components["schemas"]["RefusedLine"][];
            state?: components["schemas"]["State"];
            /** @description The provider's reason, of `declined`. */
            decline_code?: string;
            sku?: components["schemas"]["Sku"];
            /** @description The units that are left, of `out_of_stock`. */
            available?: number;
            /** @description How many there may be, of `too_many_images`. */
            most?: number;
            permission?: components["schemas"]["Permission"];
            /** @description The endpoint that is there, of `webhook_exists`. */
            webhook_id?: string;
            /** @description The money that is left to give back, of `exceeds_paid`. */
            left_minor?: number;
            /** @description What came in, of `received_differs`. */
            received_minor?: number;
            /** @description What is with the shop, of `money_held`. */
            held_minor?: number;
            /** @description Of `received_minor` and `held_minor`. */
            currency?: string;
            /** @description The provider's, of `money_held` and `payment_open`. */
            payment_intent?: string;
            /** @description What was decided, of `order_decided`. */
            outcome?: components["schemas"]["DecisionOutcome"];
        };
        /** @description The reason, stable: switch on this. New codes may come with new features, so treat one that you do not know by its status. */
        ProblemCode: "account_blocked" | "account_changed" | "account_is_staff" | "account_required" | "address_book_full" | "body_too_large" | "card_number_refused" | "cart_full" | "cursor_expired" | "declined" | "exceeds_paid" | "exceeds_remaining" | "forbidden" | "idempotency_key_required" | "idempotency_key_reused" | "internal" | "invalid_code" | "invalid_credentials" | "invalid_cursor" | "invalid_field" | "invalid_query" | "invalid_reset_token" | "invalid_signature" | "last_owner" | "malformed_body" | "malformed_request" | "money_held" | "not_found" | "not_sold_in_currency" | "order_decided" | "order_not_cancellable" | "order_disputed" | "order_not_in_review" | "order_not_payable" | "order_not_refundable" | "order_not_shippable" | "order_underway" | "out_of_stock" | "payment_not_usable" | "payment_open" | "payment_unavailable" | "precondition_failed" | "price_changed" | "product_inactive" | "quote_expired" | "quote_invalid" | "quote_of_other_address" | "quote_of_other_lines" | "received_differs" | "refund_failed" | "refund_required" | "search_unavailable" | "session_ended" | "shipment_delivered" | "shipment_refunded" | "shipment_voided" | "sku_taken" | "stock_moved" | "too_many_attempts" | "too_many_changes" | "too_many_images" | "too_many_orders" | "too_many_refunds" | "too_many_shipments" | "too_many_webhooks" | "unauthorized" | "unavailable" | "unknown_sku" | "unsupported_encoding" | "unsupported_media_type" | "webhook_exists" | "wrong_password" | (string & {});
        FieldError: {
            /**
             * Format: json-pointer
             * @description Where in the body.
             */
            pointer: string;
            /**
             * @description The rule, stable.
             * @enum {unknown}
             */
            code: "required" | "malformed" | "invalid_email" | "local_part_not_ascii" | "invalid_text" | "too_short" | "too_long" | "blank" | "is_email" | "too_common" | "role" | "guests_only" | "guest_token" | "empty" | "control_characters" | "out_of_range" | "not_a_currency" | "not_a_multiple" | "not_above_price" | "not_a_sku" | "not_a_slug" | "not_a_state" | "not_a_tax_class" | "not_a_category" | "not_an_image" | "not_an_image_type" | "not_unique" | "one_value_per_option" | "too_many" | "has_credentials" | "not_a_url" | "not_an_event_type" | "not_public" | "not_ascending" | "option_id" | "postal_code" | "https" | "phone" | "currency" | "country" | "text" | "sku" | "quantity" | "unit_price_minor" | "no_lines" | "too_many_lines" | "two_prices" | "total_too_large" | "total_too_small" | "lines_or_amount" | "amount_minor" | "outcome" | "payment_intent" | "received_minor" | "not_of_a_cancellation" | "reason" | "payment_method" | "unknown";
            /** @description The rule in words. */
            detail: string;
        };
        RefusedLine: {
            sku: components["schemas"]["Sku"];
            /** @enum {unknown} */
            code: "unknown_sku" | "product_inactive" | "not_sold_in_currency" | "price_changed" | "out_of_stock" | "exceeds_remaining";
            price_minor?: components["schemas"]["PriceMinor"];
            currency?: components["schemas"]["Currency"];
            available?: number;
            /** @description The units that are left to ship, or to give up, of `exceeds_remaining`. */
            remaining?: number;
        };
    };
    responses: {
        /** @description The tokens of a session. No cache may keep them. */
        Tokens: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Tokens"];
            };
        };
        /** @description The tokens of a session, and one by which the device is known at its next log-in. No cache may keep them. */
        TokensAndDevice: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TokensAndDevice"];
            };
        };
        /** @description A mail is on its way. */
        CodeSent: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @constant */
                    status: "code_sent";
                };
            };
        };
        /** @description The client has the answer already. */
        NotModified: {
            headers: {
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The cart as it is now. No cache may keep it. */
        Cart: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Cart"];
            };
        };
    };
    parameters: {
        /** @description The product. */
        ProductId: components["schemas"]["ProductId"];
        /** @description The customer's account. */
        CustomerId: components["schemas"]["BuyerId"];
        /** @description The account, by its identifier or its address. */
        StaffName: components["schemas"]["BuyerId"] | components["schemas"]["Email"];
        /** @description What the address is called in the book. */
        AddressName: components["schemas"]["AddressName"];
        /** @description The SKU. */
        Sku: components["schemas"]["Sku"];
        /** @description The order. */
        OrderId: components["schemas"]["OrderId"];
        /** @description The first day, in UTC; at most 365 days before the last. */
        From: components["schemas"]["Day"];
        /** @description The last day, in UTC; today unless it is given. */
        To: components["schemas"]["Day"];
        /** @description The shipment. */
        ShipmentId: components["schemas"]["ShipmentId"];
        /** @description The endpoint. */
        WebhookId: components["schemas"]["WebhookId"];
        /** @description The event that was sent. */
        DeliveryId: components["schemas"]["EventId"];
        /** @description The most entries of a page. */
        Limit: number;
        /** @description The most products of a list. */
        RecommendationLimit: number;
        /** @description The currency of `price`. Without it that is each product's main currency. */
        PriceCurrency: string;
        /** @description The `next_cursor` of the page before, of the same list. */
        Cursor: string;
        /** @description Chosen by the client, new for each intention and the same for each repeat of it. */
        IdempotencyKey: string;
        /** @description The `ETag` of an answer that the client has. If it still holds, the answer is 304. */
        IfNoneMatch: string;
    };
    requestBodies: never;
    headers: {
        /** @description The answer's own tag, for `If-None-Match`, and for `If-Match` where a product is changed. */
        ETag: string;
        /** @description How long anybody may keep the answer. */
        CacheControl: string;
        /** @description There when the request had been done before, and was not done again. */
        IdempotencyReplayed: "true";
        /** @description The type is what it says. */
        ContentTypeOptions: "nosniff";
    };
    pathItems: never;
}
export interface operations {
    signUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            /** @description A mail is on its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "verification_sent";
                        sign_up_id: components["schemas"]["SignUpId"];
                    };
                };
            };
        };
    };
    startGuest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token. No cache may keep it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuestToken"];
                };
            };
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    sign_up_id: components["schemas"]["SignUpId"];
                    code: components["schemas"]["Code"];
                };
            };
        };
        responses: {
            200: components["responses"]["TokensAndDevice"];
        };
    };
    logIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: components["schemas"]["Email"];
                    password: components["schemas"]["KnownPassword"];
                    /** @description The one of an earlier log-in with this device. */
                    device_token?: string;
                };
            };
        };
        responses: {
            200: components["responses"]["TokensAndDevice"];
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    refresh_token: components["schemas"]["RefreshToken"];
                };
            };
        };
        responses: {
            200: components["responses"]["Tokens"];
        };
    };
    logOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    refresh_token?: components["schemas"]["RefreshToken"];
                };
            };
        };
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: components["schemas"]["Email"];
                };
            };
        };
        responses: {
            /** @description A mail is on its way, or one of the last hour still works. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "mail_sent";
                    };
                };
            };
        };
    };
    confirmPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: components["schemas"]["ResetToken"];
                    password: components["schemas"]["NewPassword"];
                };
            };
        };
        responses: {
            /** @description The password is the new one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Makes the device known at its next log-in. */
                        device_token: string;
                    };
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    closeAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: components["schemas"]["KnownPassword"];
                };
            };
        };
        responses: {
            /** @description The account is closed. These orders keep their address for a while, because they are still to be sent or may come back. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClosedAccount"];
                };
            };
            /** @description The account is closed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string | null;
                };
            };
        };
        responses: {
            /** @description The account as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    current_password: components["schemas"]["KnownPassword"];
                    password: components["schemas"]["NewPassword"];
                };
            };
        };
        responses: {
            /** @description The password is the new one. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    requestEmailChange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: components["schemas"]["Email"];
                    password: components["schemas"]["KnownPassword"];
                };
            };
        };
        responses: {
            202: components["responses"]["CodeSent"];
        };
    };
    confirmEmailChange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: components["schemas"]["Code"];
                };
            };
        };
        responses: {
            /** @description The account has the new address. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    exportAccount: {
        parameters: {
            query?: {
                /** @description The most entries of a page. */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before, of the same list. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountExport"];
                };
            };
        };
    };
    recommendForBuyer: {
        parameters: {
            query?: {
                /** @description The most products of a list. */
                limit?: components["parameters"]["RecommendationLimit"];
                /** @description The currency of `price`. Without it that is each product's main currency. */
                currency?: components["parameters"]["PriceCurrency"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lists. No cache may keep them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        again: components["schemas"]["RecommendedProducts"];
                        new: components["schemas"]["RecommendedProducts"];
                    };
                };
            };
        };
    };
    listAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address book, by name. Where there are addresses, one is the default. No cache may keep it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        addresses: components["schemas"]["AddressBook"];
                    };
                };
            };
        };
    };
    putAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the address is called in the book. */
                name: components["parameters"]["AddressName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    address: components["schemas"]["Address"];
                    /** @description Whether it becomes the default. */
                    is_default?: boolean;
                };
            };
        };
        responses: {
            /** @description It is written. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    removeAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the address is called in the book. */
                name: components["parameters"]["AddressName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no address of this name. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
        };
    };
    endAllSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All sessions have ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listProducts: {
        parameters: {
            query?: {
                /** @description Only products of this category and of those below it. A path of `GET /categories`, in upper or lower case. */
                category?: string;
                /** @description The currency of `price`. Without it that is each product's main currency. */
                currency?: string;
                /** @description The last to come, the cheapest, or by name. */
                sort?: "newest" | "price" | "name";
                /** @description The most entries of a page. */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before, of the same list. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /** @description `no-cache` has the list read anew, where the shop would answer from memory. */
                "Cache-Control"?: string;
                /** @description The `ETag` of an answer that the client has. If it still holds, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, which may be kept for a minute. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductPage"];
                };
            };
            304: components["responses"]["NotModified"];
        };
    };
    listCategories: {
        parameters: {
            query?: never;
            header?: {
                /** @description `no-cache` has the tree read anew, where the shop would answer from memory. */
                "Cache-Control"?: string;
                /** @description The `ETag` of an answer that the client has. If it still holds, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tree, which may be kept for a minute. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoryTree"];
                };
            };
            304: components["responses"]["NotModified"];
        };
    };
    searchProducts: {
        parameters: {
            query?: {
                /** @description What was typed. Without it everything is found, what is ordered most first. At most 12 of its words are looked at. */
                q?: string;
                /** @description Only products of this category and of those below it. A path of `GET /categories`, in upper or lower case. */
                category?: string;
                /** @description Only products whose lowest price, in their main currency, is at least this, in minor units. */
                price_from?: number;
                /** @description Only products whose lowest price, in their main currency, is at most this, in minor units. */
                price_to?: number;
                /** @description Only what can be ordered. */
                in_stock?: "true" | "false";
                /**
                 * @description Only products with this value of an attribute, or of an option of a variant: `attribute.Size=M`. At most eight names, each
                 *     once. Capitals make no difference.
                 */
                attribute?: {
                    [key: string]: string;
                };
                /** @description What fits best, the cheapest, or the dearest comes first. */
                sort?: "relevance" | "price" | "price_desc";
                /** @description The most entries of a page. */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before, of the same list. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /** @description The `ETag` of an answer that the client has. If it still holds, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, which may be kept for a second. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundPage"];
                };
            };
            304: components["responses"]["NotModified"];
        };
    };
    suggestProducts: {
        parameters: {
            query?: {
                /** @description What was typed so far. Without it nothing is suggested. */
                q?: string;
                /** @description At most so many suggestions; never more than ten. */
                limit?: number;
            };
            header?: {
                /** @description The `ETag` of an answer that the client has. If it still holds, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Suggestions, which may be kept for a second. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestions"];
                };
            };
            304: components["responses"]["NotModified"];
        };
    };
    getProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the client has. If it still holds, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The product. */
                id: components["parameters"]["ProductId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The product, which may be kept for five seconds. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            304: components["responses"]["NotModified"];
        };
    };
    putProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read, several with commas between them, or `*`. A weak tag names no version. */
                "If-Match"?: string;
                /** @description `*` for a product that must not exist yet, or the `ETag`s of versions in which it must not be. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The product. */
                id: components["parameters"]["ProductId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductDetails"];
            };
        };
        responses: {
            /** @description The product as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedProduct"];
                };
            };
        };
    };
    patchProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read, several with commas between them, or `*`. A weak tag names no version. */
                "If-Match"?: string;
            };
            path: {
                /** @description The product. */
                id: components["parameters"]["ProductId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["ProductPatch"];
                "application/json": components["schemas"]["ProductPatch"];
            };
        };
        responses: {
            /** @description The product as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedProduct"];
                };
            };
        };
    };
    recommendBesideProduct: {
        parameters: {
            query?: {
                /** @description The most products of a list. */
                limit?: components["parameters"]["RecommendationLimit"];
                /** @description The currency of `price`. Without it that is each product's main currency. */
                currency?: components["parameters"]["PriceCurrency"];
            };
            header?: {
                /** @description `no-cache` has the lists read anew, where the shop would answer from memory. */
                "Cache-Control"?: string;
                /** @description The `ETag` of an answer that the client has. If it still holds, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The product. */
                id: components["parameters"]["ProductId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lists, which may be kept for a minute. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bought_together: components["schemas"]["RecommendedProducts"];
                        alternatives: components["schemas"]["RecommendedProducts"];
                    };
                };
            };
            304: components["responses"]["NotModified"];
        };
    };
    recommendForBasket: {
        parameters: {
            query?: {
                /** @description The most products of a list. */
                limit?: components["parameters"]["RecommendationLimit"];
                /** @description The currency of `price`. Without it that is each product's main currency. */
                currency?: components["parameters"]["PriceCurrency"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    lines: {
                        sku: components["schemas"]["Sku"];
                        /** @description It makes no difference. */
                        quantity?: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description The products. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        products: components["schemas"]["RecommendedProducts"];
                    };
                };
            };
        };
    };
    listMerchantProducts: {
        parameters: {
            query?: {
                /** @description Only products in this state. */
                state?: "draft" | "active" | "archived";
                /** @description The most entries of a page. */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before, of the same list. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantProductPage"];
                };
            };
        };
    };
    getMerchantProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the client has. If it still holds, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The product. */
                id: components["parameters"]["ProductId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The product. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedProduct"];
                };
            };
            304: components["responses"]["NotModified"];
        };
    };
    uploadImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The product. */
                id: components["parameters"]["ProductId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description What the file says that it is; what it is, is read from its bytes.
                     * @enum {unknown}
                     */
                    content_type: "image/jpeg" | "image/png" | "image/webp";
                    alt?: components["schemas"]["AltText"];
                };
            };
        };
        responses: {
            /** @description The form. Nothing has changed yet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        image_id: components["schemas"]["ImageId"];
                        /** @description Where the form is sent. */
                        url: string;
                        /** @description Its fields, by name. */
                        fields: {
                            [key: string]: string;
                        };
                        /**
                         * Format: date-time
                         * @description Until when it is taken.
                         */
                        expires_at: string;
                    };
                };
            };
        };
    };
    adjustStock: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the client, new for each intention and the same for each repeat of it. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The SKU. */
                sku: components["parameters"]["Sku"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    quantity: components["schemas"]["Adjustment"];
                    reason: components["schemas"]["Reason"];
                };
            };
        };
        responses: {
            /** @description The adjustment is booked. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sku: components["schemas"]["Sku"];
                        quantity: components["schemas"]["Adjustment"];
                        reason: components["schemas"]["Reason"];
                    };
                };
            };
        };
    };
    countStock: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the client, new for each intention and the same for each repeat of it. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The SKU. */
                sku: components["parameters"]["Sku"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The units that were counted. */
                    counted: number;
                    /** @description The units that were `available` at the time. */
                    seen: number;
                    reason: components["schemas"]["Reason"];
                };
            };
        };
        responses: {
            /** @description The count is booked. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sku: components["schemas"]["Sku"];
                        /** @description The units that were found more or, where it is negative, fewer. */
                        quantity: number;
                        reason: components["schemas"]["Reason"];
                    };
                };
            };
        };
    };
    listMovements: {
        parameters: {
            query?: {
                /** @description The most entries of a page. */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before, of the same list. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /** @description The SKU. */
                sku: components["parameters"]["Sku"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. A SKU that does not exist has no movements. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        movements: components["schemas"]["Movement"][];
                        next_cursor: components["schemas"]["NextCursor"];
                    };
                };
            };
        };
    };
    setLowStockThreshold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU. */
                sku: components["parameters"]["Sku"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    threshold: number | null;
                };
            };
        };
        responses: {
            /** @description The threshold that it has now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sku: components["schemas"]["Sku"];
                        threshold: number | null;
                    };
                };
            };
        };
    };
    listLowStock: {
        parameters: {
            query?: {
                /** @description The most entries of a page. */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before, of the same list. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        skus: components["schemas"]["LowSku"][];
                        next_cursor: components["schemas"]["NextCursor"];
                    };
                };
            };
        };
    };
    addShipment: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the client, new for each intention and the same for each repeat of it. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The order. */
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewShipment"];
            };
        };
        responses: {
            /** @description The shipment is recorded. A repeat gets the same answer, whatever has become of the shipment since. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipment"];
                };
            };
        };
    };
    deliverShipment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order. */
                id: components["parameters"]["OrderId"];
                /** @description The shipment. */
                shipment: components["parameters"]["ShipmentId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shipment is delivered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipment"];
                };
            };
        };
    };
    voidShipment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order. */
                id: components["parameters"]["OrderId"];
                /** @description The shipment. */
                shipment: components["parameters"]["ShipmentId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shipment is voided. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipment"];
                };
            };
        };
    };
    getShipping: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the client has. If it still holds, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is set. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShippingSettings"];
                };
            };
            304: components["responses"]["NotModified"];
        };
    };
    setShipping: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read, several with commas between them, or `*`. A weak tag names no version. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShippingSettings"];
            };
        };
        responses: {
            /** @description As it is set now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShippingSettings"];
                };
            };
        };
    };
    getTax: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the client has. If it still holds, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is set. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxSettings"];
                };
            };
            304: components["responses"]["NotModified"];
        };
    };
    setTax: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read, several with commas between them, or `*`. A weak tag names no version. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaxSettings"];
            };
        };
        responses: {
            /** @description As it is set now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxSettings"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoints. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        webhooks: components["schemas"]["Webhook"][];
                    };
                };
            };
        };
    };
    addWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description The endpoint is made. */
            201: {
                headers: {
                    /** @description Where the endpoint is found. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The endpoint. */
                id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    removeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The endpoint. */
                id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no such endpoint any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The endpoint. */
                id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChange"];
            };
        };
        responses: {
            /** @description The endpoint as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The endpoint. */
                id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint with its new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description The most entries of a page. */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before, of the same list. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /** @description The endpoint. */
                id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deliveries: components["schemas"]["Delivery"][];
                        next_cursor: components["schemas"]["NextCursor"];
                    };
                };
            };
        };
    };
    redeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The endpoint. */
                id: components["parameters"]["WebhookId"];
                /** @description The event that was sent. */
                delivery: components["parameters"]["DeliveryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is sent within a minute. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
        };
    };
    refundOrder: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the client, new for each intention and the same for each repeat of it. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The order. */
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRefund"];
            };
        };
        responses: {
            /** @description The money was given back. A repeat gets the refund as it is now. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantRefund"];
                };
            };
            /** @description The refund is recorded. The money is on its way, or the provider has not answered yet; it will be finished without the merchant. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantRefund"];
                };
            };
        };
    };
    decideOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order. */
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDecision"];
            };
        };
        responses: {
            /** @description The order as it is now. A refund may still be on its way; it will be finished without the merchant. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskEntry"];
                };
            };
        };
    };
    cancelOrderForBuyer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order. */
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order is cancelled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskEntry"];
                };
            };
            /** @description The order is being cancelled. The provider has not answered yet, and will be asked again. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskEntry"];
                };
            };
        };
    };
    quoteOrder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Basket"];
            };
        };
        responses: {
            /** @description What it costs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
        };
    };
    getCart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Cart"];
        };
    };
    emptyCart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cart is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    setCartLine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU. */
                sku: components["parameters"]["Sku"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    quantity: number;
                };
            };
        };
        responses: {
            200: components["responses"]["Cart"];
        };
    };
    mergeCarts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The access token of the guest. */
                    guest_access_token: string;
                };
            };
        };
        responses: {
            200: components["responses"]["Cart"];
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description The most entries of a page. */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before, of the same list. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPage"];
                };
            };
        };
    };
    placeOrder: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the client, new for each intention and the same for each repeat of it. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            /** @description The order as it was placed. A repeat gets the same bytes, whatever has become of the order since. */
            201: {
                headers: {
                    /** @description Where the order is found. */
                    Location: string;
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order. */
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    revokeOrderLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order. */
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No link opens the order. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order. */
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order is cancelled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The order is being cancelled. The provider has not answered yet, and will be asked again. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    payOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order. */
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The provider's payment method. */
                    payment_method?: string;
                };
            };
        };
        responses: {
            /** @description The order is paid, or the buyer's browser has to go on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description The provider works on it, for days where it is a bank debit, or has not answered. It will be finished without the buyer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    listAllOrders: {
        parameters: {
            query?: {
                /** @description The state of their money. */
                payment_state?: components["schemas"]["State"];
                /** @description The state of their goods. */
                fulfilment_state?: components["schemas"]["FulfilmentState"];
                /** @description The first day, in UTC; at most 365 days before the last. */
                from?: components["parameters"]["From"];
                /** @description The last day, in UTC; today unless it is given. */
                to?: components["parameters"]["To"];
                /** @description The customer's address. */
                email?: components["schemas"]["Email"];
                /** @description The order's number, in either case, with or without the hyphen; I and L are read as 1, O as 0. */
                number?: string;
                /** @description The most entries of a page. */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before, of the same list. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskPage"];
                };
            };
        };
    };
    listStaff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The staff. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        staff: components["schemas"]["StaffMember"][];
                    };
                };
            };
        };
    };
    giveRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account, by its identifier or its address. */
                id: components["parameters"]["StaffName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    role: components["schemas"]["StaffRole"];
                };
            };
        };
        responses: {
            /** @description The account has the role. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: components["schemas"]["BuyerId"];
                        email: components["schemas"]["Email"];
                        role: components["schemas"]["StaffRole"];
                    };
                };
            };
        };
    };
    revokeRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account, by its identifier or its address. */
                id: components["parameters"]["StaffName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account has no role of staff. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listAuditLog: {
        parameters: {
            query?: {
                /** @description Only changes by this person. */
                actor?: components["schemas"]["BuyerId"];
                /** @description Only changes of this. */
                resource?: components["schemas"]["AuditResource"];
                /** @description The first day, in UTC; at most 365 days before the last. */
                from?: components["parameters"]["From"];
                /** @description The last day, in UTC; today unless it is given. */
                to?: components["parameters"]["To"];
                /** @description The most entries of a page. */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before, of the same list. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        records: components["schemas"]["AuditRecord"][];
                        next_cursor: components["schemas"]["NextCursor"];
                    };
                };
            };
        };
    };
    findCustomer: {
        parameters: {
            query: {
                /** @description The customer's address. */
                email: components["schemas"]["Email"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The customer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    blockCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's account. */
                id: components["parameters"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account is blocked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    unblockCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's account. */
                id: components["parameters"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account is not blocked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    countOrders: {
        parameters: {
            query?: {
                /** @description The first day, in UTC; at most 365 days before the last. */
                from?: components["parameters"]["From"];
                /** @description The last day, in UTC; today unless it is given. */
                to?: components["parameters"]["To"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderCounts"];
                };
            };
        };
    };
    showAnyOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order. */
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantOrder"];
                };
            };
        };
    };
    showSales: {
        parameters: {
            query?: {
                /** @description The first day, in UTC; at most 365 days before the last. */
                from?: components["parameters"]["From"];
                /** @description The last day, in UTC; today unless it is given. */
                to?: components["parameters"]["To"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sales. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SalesReport"];
                };
            };
        };
    };
    getDescription: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the client has. If it still holds, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The description in JSON. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "X-Content-Type-Options": components["headers"]["ContentTypeOptions"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        openapi: "3.1.0";
                    };
                };
            };
            304: components["responses"]["NotModified"];
        };
    };
}
