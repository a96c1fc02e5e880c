// Generated from the program's own description (web/build/types.mjs); not edited by hand.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        SetupState: {
            needed: boolean;
            demo: boolean;
            notices: components["schemas"]["NoticeChoice"][];
        };
        Setup: {
            /** @description 账号 */
            account: string;
            /** @description 姓名 */
            name: string;
            /** @description 密码 */
            password: string;
            /** @description 文件 */
            notice: string;
            /**
             * @description 单位
             * @enum {string}
             */
            units?: "regions";
        };
        Session: {
            user: components["schemas"]["SessionUser"];
            csrf: string;
            must_change_password: boolean;
            totp: boolean;
            idle_minutes: number;
            site: components["schemas"]["Site"];
            pages: string[];
            accounts?: components["schemas"]["FirstAccount"][];
        };
        SignIn: {
            /** @description 账号 */
            account: string;
            /** @description 密码 */
            password: string;
            /** @description 动态码 */
            code?: string;
        };
        PasswordChange: {
            /** @description 原密码 */
            old: string;
            /** @description 新密码 */
            new: string;
        };
        TotpBegin: {
            /** @description 密码 */
            password: string;
        };
        TotpSecret: {
            secret: string;
            uri: string;
            qr: string;
        };
        TotpCode: {
            /** @description 动态码 */
            code: string;
        };
        TotpEnd: {
            /** @description 密码 */
            password: string;
            /** @description 动态码 */
            code: string;
        };
        Schema: {
            ledgers: components["schemas"]["Ledger"][];
            codes: {
                [key: string]: unknown;
            };
            regions: components["schemas"]["Region"][];
        };
        Users: {
            rows: components["schemas"]["User"][];
            total: number;
            next: string | null;
        };
        UserNew: {
            /** @description 账号 */
            account: string;
            /** @description 姓名 */
            name: string;
            /**
             * @description 角色
             * @enum {string}
             */
            role?: "county" | "township" | "village" | "bureau" | "enterprise" | "auditor" | "system_admin" | "security_admin" | "audit_admin";
            /** @description 单位 */
            region?: string | null;
            /** @description 所属机构 */
            organization_id?: string | null;
        };
        User: {
            id: string;
            version: number;
            account: string;
            name: string;
            role: string;
            role_label: string;
            granted: boolean;
            region: string | null;
            region_label: string;
            organization_id: string | null;
            /** @enum {string} */
            state: "active" | "disabled";
            must_change_password: boolean;
            totp: boolean;
            locked_until: string | null;
            created_at: string;
            signed_in_at: string | null;
            password?: string;
        };
        UserEdit: {
            /** @description 账号 */
            account?: string;
            /** @description 姓名 */
            name?: string;
            /**
             * @description 角色
             * @enum {string}
             */
            role?: "county" | "township" | "village" | "bureau" | "enterprise" | "auditor" | "system_admin" | "security_admin" | "audit_admin";
            /** @description 单位 */
            region?: string | null;
            /** @description 所属机构 */
            organization_id?: string | null;
        };
        OneTimePassword: {
            password?: string;
        };
        Tokens: {
            tokens: components["schemas"]["Token"][];
        };
        TokenNew: {
            /** @description 用途 */
            name: string;
            /** @description 有效天数 */
            days?: number;
        };
        Token: {
            id: string;
            name: string;
            created_at: string;
            expires_at: string;
            last_used_at: string | null;
            token?: string;
        };
        Query: {
            /** @description 搜索 */
            text?: string | null;
            /** @description 区划 */
            region?: string | null;
            /** @description 筛选 */
            filters?: components["schemas"]["Filter"][] | null;
            /** @description 条件式 */
            where?: string | null;
            /** @description 状态 */
            state?: string[] | null;
            /** @description 排序 */
            sort?: components["schemas"]["Sort"][] | null;
            /** @description 含已移除 */
            removed?: boolean;
            alike?: components["schemas"]["Alike"] | null;
            /** @description 起始行 */
            offset?: number;
            /** @description 行数 */
            limit?: number;
        };
        Rows: {
            rows: components["schemas"]["Row"][];
            total: number;
            offset: number;
        };
        Page: {
            rows: components["schemas"]["Row"][];
            next: string | null;
        };
        Fields: {
            [key: string]: unknown;
        };
        Row: {
            id: string;
            version: number;
            created_at: string;
            changed_at: string;
            removed_at?: string;
            labels: {
                [key: string]: unknown;
            };
            masked: string[];
        } & {
            [key: string]: unknown;
        };
        Reason: {
            /** @description 原因 */
            reason: string;
        };
        Undo: {
            /** @description 变更 */
            seq: string;
            /** @description 原因 */
            reason?: string;
        };
        History: {
            entries: components["schemas"]["HistoryEntry"][];
        };
        Reveal: {
            /** @description 字段 */
            fields: string[];
            /** @description 理由 */
            reason: string;
        };
        Revealed: {
            [key: string]: unknown;
        };
        ActionFields: {
            /** @description 原因 */
            reason?: string | null;
        } & {
            [key: string]: unknown;
        };
        Choose: {
            /** @description 搜索 */
            text?: string;
            /** @description 行数 */
            limit?: number;
        };
        Options: {
            options: components["schemas"]["Option"][];
        };
        Where: {
            /** @description 条件式 */
            where: string;
        };
        WhereAnswer: {
            ok: boolean;
            total: number;
        };
        Attachments: {
            rows: components["schemas"]["Attachment"][];
            can: boolean;
            megabytes: number;
            most: number;
            extensions: string[];
        };
        Attachment: {
            id: string;
            name: string;
            kind: string;
            kind_label: string;
            size: number;
            at: string;
            actor: string;
            removed_at?: string;
            removed_by?: string;
            reason?: string;
        };
        Import: {
            id: string;
            ledger: string;
            name: string;
            state: string;
            source: string;
            counts?: {
                [key: string]: unknown;
            } | null;
        } & {
            [key: string]: unknown;
        };
        Imports: {
            imports: components["schemas"]["Import"][];
        };
        ImportMapping: {
            /** @description 来源 */
            source?: string | null;
            /** @description 工作表 */
            sheets?: number[];
            /** @description 表头 */
            heading?: {
                [key: string]: unknown;
            };
            /** @description 列 */
            columns?: {
                [key: string]: unknown;
            };
            /** @description 金额单位 */
            units?: {
                [key: string]: unknown;
            };
            /** @description 含隐藏行 */
            hidden?: boolean;
        };
        ImportRows: {
            rows: unknown[];
            total: number;
        };
        ImportAnswers: {
            /** @description 核对结果 */
            answers: {
                /** @description 工作表 */
                sheet?: number;
                /** @description 行 */
                row: number;
                /** @description 略过 */
                leave?: boolean;
                /** @description 合并 */
                merge?: boolean;
                /** @description 同一条记录 */
                same?: string;
                /** @description 各项取值 */
                fields?: {
                    [key: string]: unknown;
                };
            }[];
        };
        ImportConfirm: {
            /** @description 结果 */
            outcomes?: string[];
            /** @description 行 */
            rows?: components["schemas"]["ImportPlace"][];
        };
        JobAnswer: {
            job: components["schemas"]["Job"];
        };
        Export: {
            query?: components["schemas"]["Query"];
            /** @description 列 */
            columns?: string[];
            /**
             * @description 格式
             * @enum {string}
             */
            format?: "xlsx" | "csv";
            /** @description 明文 */
            plain?: boolean;
            /** @description 理由 */
            reason: string;
        };
        BulkAction: {
            /** @description 记录 */
            rows?: string[];
            query?: components["schemas"]["Query"];
            /** @description 原因 */
            reason?: string | null;
        } & {
            [key: string]: unknown;
        };
        PersonFile: {
            person: components["schemas"]["Row"];
            household: components["schemas"]["Row"] | null;
            members: components["schemas"]["HouseholdMember"][];
            clarity: components["schemas"]["Clarity"];
            merged_into: string | null;
            merges: components["schemas"]["PersonMerge"][];
            timeline: components["schemas"]["TimelineEntry"][];
        } & {
            [key: string]: unknown;
        };
        Duplicates: {
            kinds: components["schemas"]["DuplicatesKind"][];
            total: number;
            groups: components["schemas"]["DuplicatesGroup"][];
        };
        PersonMerges: {
            merges: components["schemas"]["PersonMerge"][];
        };
        ComparedPeople: {
            fields: components["schemas"]["ComparedField"][];
            rows: components["schemas"]["ComparedRows"][];
            warnings: string[];
            may: string;
        };
        MergePeople: {
            /** @description 另一份档案 */
            other: string;
            /** @description 取另一份的项 */
            fields?: string[];
            /** @description 另填的项 */
            typed?: {
                [key: string]: unknown;
            };
            /** @description 理由 */
            reason: string;
        };
        PersonMerge: {
            id: string;
            state: string;
            state_label: string;
            kept: components["schemas"]["MergedPerson"];
            gone: components["schemas"]["MergedPerson"];
            fields: string[];
            typed: components["schemas"]["MergeTyped"][];
            reason: string;
            asked_by: string;
            asked_at: string;
            decided_by?: string;
            decided_at?: string;
            remark: string;
            can: components["schemas"]["MergeCan"];
        };
        DifferentPeople: {
            /** @description 另一份档案 */
            other: string;
            /** @description 说明 */
            reason?: string;
        };
        PartedPeople: {
            stayed: string[];
        };
        Apply: {
            /** @description 人员 */
            rows?: string[];
            query?: components["schemas"]["Query"];
            /** @description 类别 */
            kinds?: string[];
            /**
             * Format: date
             * @description 申请日期
             */
            applied_on?: string;
        };
        NoticeList: {
            query?: components["schemas"]["Query"] | null;
            /** @description 公示天数 */
            days?: number;
        };
        Register: {
            query?: components["schemas"]["Query"] | null;
        };
        Reports: {
            reports: components["schemas"]["ReportName"][];
        };
        Report: {
            name: string;
            title: string;
            /** Format: date */
            as_of: string;
            settings: components["schemas"]["ReportSetting"][];
            head: unknown[];
            columns: components["schemas"]["ReportColumn"][];
            rows: components["schemas"]["ReportRow"][];
            checks: components["schemas"]["ReportCheck"][];
            unasked: components["schemas"]["ReportUnasked"][];
        };
        ReportMembers: {
            ledger: string;
            rows: components["schemas"]["Row"][];
            total: number;
            note?: string;
        };
        Quality: {
            /** Format: date */
            as_of: string;
            place: string;
            label: string;
            items: components["schemas"]["QualityItem"][];
            rows: components["schemas"]["QualityRow"][];
            total: components["schemas"]["QualityRow"];
        };
        UnitMerges: {
            merges: components["schemas"]["UnitMergePast"][];
        };
        UnitMergeUndone: {
            back: number;
            accounts: number;
            stay: number;
        };
        UnitMerge: {
            places: number;
            accounts: number;
            who: string;
            kept: string;
            successors: string;
            returned: string;
            ledgers: components["schemas"]["UnitMergeLedger"][];
        };
        ListDetail: {
            list: components["schemas"]["Row"];
            title: string;
            job_id: string | null;
            import: {
                [key: string]: unknown;
            } | null;
            fields?: unknown[];
            versions: unknown[];
            faults: unknown[];
            review: {
                [key: string]: unknown;
            };
        };
        ListModels: {
            models: unknown[];
        };
        ListSenders: {
            standing: {
                [key: string]: unknown;
            };
            lists: unknown[];
        };
        ListMapping: {
            /** @description 来源 */
            source?: string;
            /** @description 工作表 */
            sheets?: number[];
            /** @description 表头 */
            heading?: {
                [key: string]: unknown;
            };
            /** @description 列 */
            columns?: {
                [key: string]: unknown;
            };
            /** @description 单位 */
            units?: {
                [key: string]: unknown;
            };
            /** @description 隐藏行 */
            hidden?: boolean;
        };
        ListRows: {
            rows: unknown[];
            next: string | null;
        };
        ListApply: {
            /** @description 已不在名单中的人 */
            leavers?: boolean;
            /** @description 理由 */
            reason?: string;
        };
        ListEffects: {
            ready: number;
            leavers: number;
            effects: unknown[];
        };
        ListPlatform: {
            people: number;
            settled: number;
            fields: unknown[];
        };
        ReviewQuery: {
            /** @description 名单性质 */
            kind?: string | null;
            /** @description 区划 */
            region?: string | null;
            /** @description 名单 */
            list?: string | null;
            /** @description 起始 */
            after?: string | null;
            /** @description 条数 */
            limit?: number;
        };
        Reviews: {
            items: components["schemas"]["Review"][];
            total: number;
        };
        Review: {
            id: string;
            version: number;
            list_id: string;
            list: string;
            row: number;
            region: string;
            person_id: string;
            kind: string;
            kind_label: string;
            outcome: string;
            outcome_label: string;
            state: string;
            state_label: string;
            decision: string | null;
            decision_label: string | null;
            score: number;
            hard: boolean;
            applied: boolean;
            reason: string;
            again: string;
            model: number | null;
            weights: unknown[];
            fields: components["schemas"]["ReviewField"][];
            beside: unknown[];
            tags: string[];
            decisions: unknown[];
        };
        ReviewDecision: {
            /**
             * @description 决定
             * @enum {string}
             */
            decision: "same" | "different" | "household" | "returned";
            /** @description 原因 */
            reason?: string | null;
        };
        ListPerson: {
            /** @description 行 */
            place: string;
            /** @description 补充信息 */
            fields?: {
                [key: string]: unknown;
            };
            /** @description 列为认定候选人 */
            candidate?: boolean;
        };
        ListPersonEntered: {
            person_id: string;
            effects: number;
        };
        ReviewPerson: {
            /** @description 补充信息 */
            fields?: {
                [key: string]: unknown;
            };
            /** @description 列为认定候选人 */
            candidate?: boolean;
        };
        Submissions: {
            rounds: components["schemas"]["ReportRound"][];
            ranking: components["schemas"]["RoundRank"][];
            /** Format: date */
            today: string;
        };
        Submission: {
            report: string;
            title: string;
            round: string;
            name: string;
            unit: string;
            label: string;
            /** Format: date */
            from: string | null;
            /** Format: date */
            as_of: string | null;
            /** Format: date */
            due: string | null;
            /** Format: date */
            lock: string | null;
            locked: boolean;
            id: string | null;
            state: string;
            state_label: string;
            /** Format: date */
            submitted_on: string | null;
            /** Format: date */
            extended_to: string | null;
            seal: string;
            photos: number;
            published: boolean;
            draft: boolean;
            may: components["schemas"]["SubmissionMay"];
            prose: components["schemas"]["SubmissionProse"][];
            parts?: components["schemas"]["SubmissionPart"][];
            notes: components["schemas"]["ReportNote"][];
            sheet: components["schemas"]["Report"] | null;
            beside?: components["schemas"]["SubmissionBeside"][];
            list: components["schemas"]["SubmissionSheet"] | null;
        };
        SubmissionChanges: {
            /** Format: date */
            base_as_of: string | null;
            rows: components["schemas"]["ChangedRow"][];
        };
        SubmissionHistory: {
            versions: components["schemas"]["SubmissionVersion"][];
        };
        Board: {
            figures: components["schemas"]["Figure"][];
            todo: components["schemas"]["Figure"][];
            towns: components["schemas"]["Town"][];
            weeks: components["schemas"]["Week"][];
        };
        Coverage: {
            place: string;
            label: string;
            rows: components["schemas"]["CoverageRow"][];
            total: components["schemas"]["CoverageRow"];
        };
        Workshops: {
            rows: components["schemas"]["Workshop"][];
            total: components["schemas"]["WorkshopTotal"];
        };
        TaskBoard: {
            name: string;
            title: string;
            /** Format: date */
            as_of: string;
            tasks: components["schemas"]["Task"][];
            units: components["schemas"]["TaskLine"][];
        };
        TaskTrend: {
            days: components["schemas"]["TaskTrendDay"][];
        };
        TaskMembers: {
            ledger: string;
            rows: components["schemas"]["Row"][];
            total: number;
        };
        MyTasks: {
            /** Format: date */
            as_of: string;
            items: components["schemas"]["TaskItem"][];
            counts: components["schemas"]["TaskCounts"];
            messages: components["schemas"]["TaskMessage"][];
            calendar?: components["schemas"]["TaskDeadline"][];
        };
        TasksOpened: {
            opened: number;
        };
        Inspection: {
            name: string;
            title: string;
            /** Format: date */
            inspect_by: string;
            /** Format: date */
            rectify_by: string;
            region: string;
            region_label: string;
            heads: unknown[];
            units: unknown[];
        };
        FindingOfHint: {
            /** @description 责任单位 */
            region: string;
            /** @description 问题 */
            problem?: string;
            /** @description 责任人 */
            responsible?: string;
            /** @description 整改措施 */
            measure?: string;
            /**
             * Format: date
             * @description 整改时限
             */
            deadline?: string | null;
        };
        FindingMade: {
            id: string;
            people: number;
        };
        FindingPage: {
            finding: components["schemas"]["Row"];
            people: unknown[];
            people_total: number;
            people_still: number;
            related: components["schemas"]["Row"][];
        };
        LookBack: {
            due: number;
            days: number;
            percent: number;
            least: number;
            can: boolean;
            draws: unknown[];
        };
        LookBackDraw: {
            /** @description 种子 */
            seed?: string;
        };
        LookBackDrawn: {
            drawn: number;
        };
        LetterTemplates: {
            templates: components["schemas"]["LetterTemplate"][];
        };
        LettersToDraft: {
            /** @description 模板 */
            template: string;
            /** @description 单位 */
            units?: string[];
        };
        LettersDrafted: {
            letters: string[];
        };
        LetterWhy: {
            why: string;
            grounds: string;
            seal: string;
            /** Format: date */
            as_of: string;
            figures: components["schemas"]["LetterFigure"][];
        };
        NoticeVersions: {
            versions: components["schemas"]["NoticeVersion"][];
        };
        NoticeCopy: {
            /** @description 版本 */
            from: string;
            /** @description 说明 */
            note?: string;
        };
        NoticeDraft: {
            id: string;
            title: string;
            /** @enum {string} */
            state: "draft" | "force" | "past";
            note: string;
            made_at: string | null;
            made_by: string;
            switched_at: string | null;
            switched_by?: string;
            files: components["schemas"]["NoticeFile"][];
            errors: number;
            faults: components["schemas"]["NoticeFault"][];
        };
        NoticeWrite: {
            /** @description 文件 */
            name: string;
            /** @description 原文 */
            was: string;
            /** @description 内容 */
            text: string;
        };
        NoticeDifference: {
            /** Format: date */
            as_of: string;
            changes: components["schemas"]["NoticeChange"][];
            reports?: components["schemas"]["NoticeReportChange"][];
            tasks?: components["schemas"]["NoticeChange"][];
        };
        NoticeForm: {
            file: string;
            label: string;
            there: boolean;
            shapes: components["schemas"]["NoticeShape"][];
            root?: {
                [key: string]: unknown;
            };
            text: string;
            parts: components["schemas"]["NoticeFormFile"][];
            names: {
                [key: string]: unknown;
            };
            errors: number;
            faults: components["schemas"]["NoticeFault"][];
        };
        NoticeEdit: {
            /** @description 文件 */
            file: string;
            /**
             * @description 做什么
             * @enum {string}
             */
            do: "set" | "add" | "copy" | "remove" | "up" | "down";
            /** @description 哪一处 */
            at: string;
            /** @description 原来的值 */
            was?: string[];
            /** @description 新的值 */
            to?: string[];
        };
        NoticeRule: {
            /** @description 台账 */
            ledger: string;
            /** @description 条件 */
            rule: string;
            /**
             * @description 要哪种值
             * @enum {string}
             */
            want?: "bool" | "region" | "any";
        };
        NoticeRuleAnswer: {
            faults: components["schemas"]["NoticeRuleFault"][];
            counter: string;
            sure?: number;
            unsure?: number;
        };
        NoticeWords: {
            words: components["schemas"]["NoticeWord"][];
        };
        NoticeTemplates: {
            id: string;
            title: string;
            /** @enum {string} */
            state: "draft" | "force" | "past";
            templates: components["schemas"]["NoticeTemplate"][];
            units: components["schemas"]["NoticeTemplateUnit"][];
        };
        Jobs: {
            jobs: components["schemas"]["Job"][];
        };
        Job: {
            id: string;
            kind: string;
            title: string;
            /** @enum {string} */
            state: "waiting" | "running" | "done" | "failed" | "cancelled";
            done: number;
            total: number;
            message: string;
            result: {
                [key: string]: unknown;
            } | null;
            error: {
                [key: string]: unknown;
            } | null;
            created_at: string;
            finished_at: string | null;
        };
        Preference: {
            [key: string]: unknown;
        };
        Settings: {
            settings: components["schemas"]["Setting"][];
        };
        SettingsPut: {
            /** @description 设置 */
            settings: components["schemas"]["SettingPut"][];
        };
        Holidays: {
            /** @description 节假日 */
            holidays: components["schemas"]["Holiday"][];
        };
        Notice: {
            name: string;
            title: string;
            number: string;
            issuer: string;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            slogan: string;
            document: string;
            parts: components["schemas"]["NoticePart"][];
        };
        Audit: {
            entries: components["schemas"]["AuditEntry"][];
            next: string | null;
        };
        Health: {
            state: string;
            version: string;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail?: string;
            hint?: string;
            errors?: components["schemas"]["Fault"][];
            request?: string;
        } & {
            [key: string]: unknown;
        };
        NoticeChoice: {
            name: string;
            title: string;
            fault?: string;
        };
        SessionUser: {
            id: string;
            account: string;
            name: string;
            role: string;
            role_label: string;
            region: string;
            region_label: string;
            organization_id?: string;
        };
        Site: {
            county: string;
            title: string;
            demo: boolean;
            notice: components["schemas"]["SiteNotice"] | null;
            /** Format: date */
            today: string;
        };
        FirstAccount: {
            account: string;
            role_label: string;
            password: string;
        };
        Ledger: {
            name: string;
            label: string;
            counter: string;
            title: string | null;
            person: string | null;
            fields: components["schemas"]["Field"][];
            states: components["schemas"]["State"][];
            actions: components["schemas"]["Action"][];
            can: components["schemas"]["Can"];
        };
        Region: {
            code: string;
            name: string;
            /** @enum {string} */
            level: "county" | "town" | "village";
            parent: string | null;
        };
        Filter: {
            /** @description 字段 */
            field: string;
            /**
             * @description 条件
             * @enum {string}
             */
            op: "is" | "not" | "in" | "from" | "to" | "between" | "contains" | "empty" | "filled";
            /** @description 值 */
            value?: unknown;
        };
        Sort: {
            /** @description 排序字段 */
            field: string;
            /** @description 倒序 */
            desc?: boolean;
        };
        Alike: {
            /** @description 相同的项 */
            fields: string[];
            /** @description 至少几条 */
            least?: number;
        };
        HistoryEntry: {
            seq: string;
            at: string;
            actor: string;
            action: string;
            action_label: string;
            reason?: string;
            batch?: string;
            changes: components["schemas"]["HistoryChange"][];
            undoable: boolean;
        };
        Option: {
            id: string;
            label: string;
            detail: string;
        };
        ImportPlace: {
            /** @description 工作表 */
            sheet?: number;
            /** @description 行 */
            row: number;
        };
        HouseholdMember: {
            id: string;
            name: string;
            relation: string;
            age: number | null;
            status: string;
        };
        Clarity: {
            score: number;
            parts: components["schemas"]["ClarityPart"][];
        };
        TimelineEntry: {
            seq: string;
            at: string;
            actor: string;
            ledger: string;
            ledger_label: string;
            row_id: string;
            text: string;
            changes: components["schemas"]["HistoryChange"][];
        };
        DuplicatesKind: {
            name: string;
            label: string;
            groups: number;
        };
        DuplicatesGroup: {
            rows: components["schemas"]["Row"][];
        };
        ComparedField: {
            field: string;
            label: string;
            kept: string;
            other: string;
            differs: boolean;
            propose: string;
        };
        ComparedRows: {
            ledger: string;
            label: string;
            counter: string;
            kept: number;
            other: number;
        };
        MergedPerson: {
            id: string;
            name: string;
            region: string;
        };
        MergeTyped: {
            label: string;
            text: string;
        };
        MergeCan: {
            confirm: boolean;
            part: boolean;
        };
        ReportName: {
            name: string;
            title: string;
            periods: components["schemas"]["ReportPeriod"][];
        };
        ReportSetting: {
            label: string;
            value: string;
        };
        ReportColumn: {
            key: string;
            no: number;
            label: string;
            group: string;
            unit: string;
            /** @enum {string} */
            kind: "stock" | "flow";
            help: string;
        };
        ReportRow: {
            unit: string;
            label: string;
            cells: components["schemas"]["ReportCell"][];
            duplicates?: number;
        };
        ReportCheck: {
            id: string;
            /** @enum {string} */
            level: "error" | "warn";
            unit: string;
            unit_label: string;
            columns: string[];
            message: string;
        };
        ReportUnasked: {
            id: string;
            message: string;
            why: string;
        };
        QualityItem: {
            name: string;
            label: string;
            help: string;
            query: {
                [key: string]: unknown;
            };
        };
        QualityRow: {
            region: string;
            label: string;
            people: number;
            faulty: number;
            rate: number | null;
            rank: number | null;
            figures: number[];
        };
        UnitMergePast: {
            id: string;
            names: string;
            reason: string;
            at: string;
            actor: string;
            undone: boolean;
            undone_at: string;
            undone_for: string;
            can_undo: boolean;
        };
        UnitMergeLedger: {
            label: string;
            counter: string;
            moves: number;
            stays: number;
            removed: number;
        };
        ReviewField: {
            label: string;
            left: string;
            right: string;
            same: boolean;
            unread: boolean;
        };
        ReportRound: {
            report: string;
            report_name: string;
            title: string;
            round: string;
            name: string;
            table: boolean;
            /** Format: date */
            from: string | null;
            /** Format: date */
            as_of: string | null;
            /** Format: date */
            due: string | null;
            /** Format: date */
            remind: string | null;
            /** Format: date */
            lock: string | null;
            units: components["schemas"]["RoundUnit"][];
            asked: number;
            handed_in: number;
            on_time: number;
            counted: number;
            sealed: boolean;
        };
        RoundRank: {
            unit: string;
            label: string;
            asked: number;
            handed_in: number;
            on_time: number;
            returned: number;
        };
        SubmissionMay: {
            write: boolean;
            submit: boolean;
            return: boolean;
            accept: boolean;
            seal: boolean;
            reopen: boolean;
            extend: boolean;
        };
        SubmissionProse: {
            key: string;
            label: string;
            help: string;
            least: number;
            most: number;
            internal: boolean;
            body: string;
        };
        SubmissionPart: {
            unit: string;
            label: string;
            state: string;
            state_label: string;
            prose: components["schemas"]["SubmissionProse"][];
        };
        ReportNote: {
            id: string;
            kind: string;
            target: string;
            label: string;
            body: string;
            actor: string;
            /** Format: date */
            day: string | null;
        };
        SubmissionBeside: {
            unit: string;
            label: string;
            state: string;
            state_label: string;
            cells: unknown[];
        };
        SubmissionSheet: {
            columns: string[];
            lines: components["schemas"]["SheetLine"][];
            units: components["schemas"]["SheetUnit"][];
            /** Format: date */
            before_as_of: string | null;
            before: components["schemas"]["SheetUnit"] | null;
        };
        ChangedRow: {
            unit: string;
            label: string;
            cells: components["schemas"]["ChangedCell"][];
        };
        SubmissionVersion: {
            at: string;
            actor: string;
            step: string;
            value: number | null;
            computed: number | null;
            reason: string;
            cells: string[];
        };
        Figure: {
            label: string;
            value: number;
            link: components["schemas"]["Link"];
        };
        Town: {
            region: string;
            label: string;
            recognised: number;
            placed: number;
        };
        Week: {
            /** Format: date */
            week: string;
            recognised: number;
            placed: number;
        };
        CoverageRow: {
            region: string;
            label: string;
            households: number;
            told: number;
            posters: number;
            manuals: number;
            meetings: number;
            times: number;
            covered: number;
            places: number;
            reached: number;
            rate: number | null;
        };
        Workshop: {
            id: string;
            label: string;
            region: string;
            region_label: string;
            /** Format: date */
            workshop_on: string | null;
            closed: boolean;
            workers: number;
            recognised: number;
            earners: number;
            earned: number;
            claims: number;
            pending: number;
            paid: number;
        };
        WorkshopTotal: {
            workers: number;
            recognised: number;
            earners: number;
            earned: number;
            claims: number;
            pending: number;
            paid: number;
        };
        Task: {
            key: string;
            no: number;
            item: string;
            text: string;
            who: string;
            /** Format: date */
            due_on: string;
            /** Format: date */
            remind_on: string;
            standing: boolean;
            computed: boolean;
            unit: string;
            evidence: string;
            why: string;
            due: number | null;
            done: number | null;
            unsure: number;
        };
        TaskLine: {
            /** @enum {string} */
            level: "township" | "village" | "bureau" | "workshop";
            region: string;
            organization_id?: string;
            label: string;
            rank: number;
            green: number;
            yellow: number;
            red: number;
            done: number;
            cells: components["schemas"]["TaskCell"][];
        };
        TaskTrendDay: {
            /** Format: date */
            day: string;
            green: number;
            yellow: number;
            red: number;
            done: number;
            figures: components["schemas"]["TaskTrendFigure"][];
        };
        TaskItem: {
            id: string;
            task: string;
            no: number;
            item: string;
            unit: string;
            /** Format: date */
            due_on: string;
            days: number;
            /** @enum {string} */
            light: "none" | "green" | "yellow" | "red" | "done";
            /** @enum {string} */
            state: "open" | "doing" | "reported" | "returned" | "accepted";
        };
        TaskCounts: {
            late?: number;
            today?: number;
            soon?: number;
            returned?: number;
            review?: number;
        };
        TaskMessage: {
            id: string;
            title: string;
            /** Format: date */
            sent_on: string;
        };
        TaskDeadline: {
            key: string;
            what: string;
            /** Format: date */
            due_on: string;
            /** Format: date */
            remind_on: string;
            days: number;
            soon: boolean;
        };
        LetterTemplate: {
            key: string;
            name: string;
            kind: string;
            /** @enum {string} */
            basis: "rows" | "report" | "tasks" | "due";
            at_least: number;
            reason: string;
            when: string;
            reply_days: number;
            grounds: string;
            seal: string;
            none: string;
            units: components["schemas"]["LetterCase"][];
        };
        LetterFigure: {
            label: string;
            value: string;
            unit: string;
            note: string;
            ledger?: string;
            rows?: number;
        };
        NoticeVersion: {
            id: string;
            title: string;
            /** @enum {string} */
            state: "draft" | "force" | "past";
            note: string;
            made_at: string | null;
            made_by: string;
            switched_at: string | null;
            switched_by?: string;
        };
        NoticeFile: {
            name: string;
            text: string;
        };
        NoticeFault: {
            file: string;
            line: number;
            key: string;
            /** @enum {string} */
            level: "error" | "warn";
            message: string;
            hint: string;
        };
        NoticeChange: {
            what: string;
            label: string;
            old: string;
            new: string;
        };
        NoticeReportChange: {
            name: string;
            title: string;
            cells: components["schemas"]["NoticeCellChange"][];
            total: number;
        };
        NoticeShape: {
            label: string;
            slots: components["schemas"]["NoticeSlot"][];
        };
        NoticeFormFile: {
            name: string;
            label: string;
            there: boolean;
            required: boolean;
        };
        NoticeRuleFault: {
            message: string;
            hint: string;
        };
        NoticeWord: {
            word: string;
            label: string;
            ledger: string;
        };
        NoticeTemplate: {
            key: string;
            name: string;
            kind: string;
            basis: string;
            townships: boolean;
            reason: string;
            file: string;
            size: number;
            hash: string;
            fields: components["schemas"]["NoticeTemplateField"][];
            faults: components["schemas"]["NoticeTemplateFault"][];
            versions: components["schemas"]["NoticeTemplateVersion"][];
        };
        NoticeTemplateUnit: {
            region: string;
            label: string;
        };
        Setting: {
            key: string;
            label: string;
            help: string;
            kind: string;
            value: number | null;
            choices?: unknown[];
        };
        SettingPut: {
            /** @description 设置 */
            key: string;
            /** @description 值 */
            value: number;
        };
        Holiday: {
            /**
             * Format: date
             * @description 日期
             */
            day: string;
            /** @description 名称 */
            name: string;
            /** @description 是否上班 */
            work: boolean;
        };
        NoticePart: {
            title: string;
            columns: unknown[];
            rows: unknown[];
        };
        AuditEntry: {
            id: string;
            at: string;
            actor: string;
            action: string;
            ledger: string | null;
            row_id: string | null;
            result: string;
            address: string;
            detail: string;
            rows: number;
        };
        Fault: {
            field: string | null;
            label?: string;
            message: string;
            hint?: string;
        };
        SiteNotice: {
            name: string;
            title: string;
            number: string;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            slogan: string;
        };
        Field: {
            name: string;
            label: string;
            group: string | null;
            help: string | null;
            kind: string;
            codes: string | null;
            ref: string | null;
            required: boolean;
            unique: boolean;
            secret: boolean;
            readonly: boolean;
            list: boolean;
            query: boolean;
            partial: boolean;
            search: boolean;
            future: boolean;
            min?: number;
            max?: number;
        };
        State: {
            code: string;
            label: string;
            /** @enum {string} */
            tone: "info" | "ok" | "warn" | "bad" | "mute";
        };
        Action: {
            name: string;
            label: string;
            from: string[];
            to: string;
            reason: boolean;
            second: boolean;
            batch: boolean;
            /** @enum {string} */
            tone: "ok" | "bad";
            fields: string[];
            can: boolean;
        };
        Can: {
            create: boolean;
            update: boolean;
            remove: boolean;
            import: boolean;
            export: boolean;
            reveal: boolean;
        };
        HistoryChange: {
            field: string;
            label: string;
            old?: unknown;
            new?: unknown;
        };
        ClarityPart: {
            name: string;
            label: string;
            ok: boolean;
            missing: string[];
        };
        ReportPeriod: {
            name: string;
            /** Format: date */
            as_of: string;
        };
        ReportCell: {
            value: number | null;
            computed: number | null;
            unknown: number;
            override: components["schemas"]["ReportOverride"] | null;
            rows?: number | null;
            outside?: number;
        };
        RoundUnit: {
            unit: string;
            label: string;
            state: string;
            state_label: string;
            /** @enum {string} */
            light: "done" | "red" | "yellow" | "green" | "none";
            /** Format: date */
            submitted_on: string | null;
            late: boolean;
            days_late: number;
            /** Format: date */
            extended_to: string | null;
            times: number;
        };
        SheetLine: {
            key: string;
            no: number;
            label: string;
            text: string;
        };
        SheetUnit: {
            label: string;
            lines: components["schemas"]["SheetCells"][];
        };
        ChangedCell: {
            column: string;
            before: number | null;
            now: number | null;
            added: number;
            removed: number;
        };
        Link: {
            ledger: string;
            query: {
                [key: string]: unknown;
            };
        };
        TaskCell: {
            /** @enum {string} */
            light: "none" | "green" | "yellow" | "red" | "done";
            id?: string;
            /** @enum {string} */
            state?: "open" | "doing" | "reported" | "returned" | "accepted";
            /** Format: date */
            due_on?: string;
            days?: number;
            late?: boolean;
            due: number | null;
            done: number | null;
            unsure: number;
        };
        TaskTrendFigure: {
            task: string;
            due: number | null;
            done: number | null;
        };
        LetterCase: {
            unit: string;
            label: string;
            count: number;
            enough: boolean;
            blank: boolean;
            why: string;
            figures: components["schemas"]["LetterFigure"][];
        };
        NoticeCellChange: {
            unit: string;
            column: string;
            old: string;
            new: string;
        };
        NoticeSlot: {
            key: string;
            label: string;
            kind: string;
            sense: string;
            required: boolean;
            help?: string;
            least?: number;
            most?: number;
            choices?: components["schemas"]["NoticeFormChoice"][];
            absent?: unknown;
            shape?: string;
        };
        NoticeTemplateField: {
            name: string;
            place: string;
        };
        NoticeTemplateFault: {
            /** @enum {string} */
            level: "error" | "warn";
            message: string;
            hint: string;
        };
        NoticeTemplateVersion: {
            id: string;
            /** @enum {string} */
            state: "draft" | "force" | "past";
            note: string;
            made_at: string;
            size: number;
            hash: string;
        };
        ReportOverride: {
            reason: string;
            actor: string;
            at: string;
        };
        SheetCells: {
            cells: string[];
        };
        NoticeFormChoice: {
            value: string;
            label: string;
        };
        /** @description 行政区划 */
        row_region: components["schemas"]["Row"] & {
            /** @description 区划代码 */
            code?: string | null;
            /** @description 名称 */
            name?: string | null;
            /** @description 简称 */
            short_name?: string | null;
            /**
             * Format: code
             * @description 级别
             */
            level?: string | null;
            /**
             * Format: region
             * @description 上级
             */
            parent?: string | null;
            /** @description 别名 */
            aliases?: string | null;
            /** @description 顺序 */
            sort?: number | null;
            /** @description 报送单位 */
            reporting?: boolean | null;
            /**
             * Format: date
             * @description 启用日期
             */
            valid_from?: string | null;
            /**
             * Format: date
             * @description 停用日期
             */
            valid_to?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 单位 */
        row_organization: components["schemas"]["Row"] & {
            /** @description 单位名称 */
            name?: string | null;
            /** @description 统一社会信用代码 */
            credit_code?: string | null;
            /**
             * Format: code
             * @description 单位类型
             */
            kind?: string | null;
            /**
             * Format: region
             * @description 所在地
             */
            region?: string | null;
            /** @description 地址 */
            address?: string | null;
            /**
             * Format: code
             * @description 行业门类
             */
            industry?: string | null;
            /** @description 规模以上 */
            large?: boolean | null;
            /** @description 园区企业 */
            park?: boolean | null;
            /** @description 联系人 */
            contact?: string | null;
            /** @description 联系电话 */
            phone?: string | null;
            /** @description 车间认定文号 */
            workshop_no?: string | null;
            /**
             * Format: date
             * @description 车间认定日期
             */
            workshop_on?: string | null;
            /** @description 用工人数 */
            workers?: number | null;
            /**
             * Format: date
             * @description 停业日期
             */
            closed_on?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 家庭 */
        row_household: components["schemas"]["Row"] & {
            /** @description 户编号 */
            number?: string | null;
            /** @description 户主姓名 */
            head_name?: string | null;
            /**
             * Format: region
             * @description 户籍地
             */
            region?: string | null;
            /** @description 家庭住址 */
            address?: string | null;
            /**
             * Format: code
             * @description 户类型
             */
            kind?: string | null;
            /**
             * Format: code
             * @description 监测对象类别
             */
            monitor_type?: string | null;
            /**
             * Format: date
             * @description 风险消除日期
             */
            risk_removed_on?: string | null;
            /**
             * Format: fen
             * @description 家庭年人均纯收入
             */
            income?: number | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 对象 */
        row_person: components["schemas"]["Row"] & {
            /** @description 姓名 */
            name?: string | null;
            /** @description 身份证号 */
            id_no?: string | null;
            /**
             * Format: code
             * @description 证号状态
             */
            readonly id_state?: string | null;
            /**
             * Format: code
             * @description 性别
             */
            sex?: string | null;
            /**
             * Format: partial-date
             * @description 出生日期
             */
            birth?: string | null;
            /**
             * Format: code
             * @description 民族
             */
            nation?: string | null;
            /**
             * Format: code
             * @description 文化程度
             */
            education?: string | null;
            /**
             * Format: code
             * @description 政治面貌
             */
            political?: string | null;
            /**
             * Format: code
             * @description 婚姻状况
             */
            marital?: string | null;
            /**
             * Format: code
             * @description 户口性质
             */
            hukou?: string | null;
            /**
             * Format: region
             * @description 户籍地
             */
            region?: string | null;
            /**
             * Format: region
             * @description 常住地
             */
            residence?: string | null;
            /** @description 家庭住址 */
            address?: string | null;
            /**
             * Format: id
             * @description 家庭
             */
            household_id?: string | null;
            /**
             * Format: code
             * @description 与户主关系
             */
            relation?: string | null;
            /** @description 联系电话 */
            phone?: string | null;
            /** @description 备用电话 */
            phone2?: string | null;
            /**
             * Format: code
             * @description 劳动能力
             */
            labour?: string | null;
            /** @description 是否在校 */
            is_student?: boolean | null;
            /** @description 毕业院校 */
            school?: string | null;
            /**
             * Format: partial-date
             * @description 毕业日期
             */
            graduated_on?: string | null;
            /** @description 退役军人 */
            veteran?: boolean | null;
            /**
             * Format: date
             * @description 失业登记日期
             */
            unemployed_on?: string | null;
            /** @description 失业原因 */
            unemployed_reason?: string | null;
            /**
             * Format: code
             * @description 失业保险金
             */
            ui_state?: string | null;
            /** @description 残疾人证号 */
            disability_no?: string | null;
            /** @description 一卡通账号 */
            card?: string | null;
            /** @description 帮扶责任人 */
            helper?: string | null;
            /**
             * Format: date
             * @description 状态核查日期
             */
            checked_on?: string | null;
            /**
             * Format: date
             * @description 死亡日期
             */
            deceased_on?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 人员类别 */
        row_category_tag: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: code
             * @description 类别
             */
            kind?: string | null;
            /** @description 细类 */
            sub_kind?: string | null;
            /** @description 来源单位 */
            source?: string | null;
            /** @description 证件或文号 */
            evidence_no?: string | null;
            /**
             * Format: date
             * @description 起始日期
             */
            from?: string | null;
            /**
             * Format: date
             * @description 终止日期
             */
            to?: string | null;
            /**
             * Format: date
             * @description 风险消除日期
             */
            risk_removed_on?: string | null;
            /**
             * Format: date
             * @description 最近核实日期
             */
            verified_on?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 认定 */
        row_recognition: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: code
             * @description 申请类别
             */
            kinds?: string[] | null;
            /**
             * Format: code
             * @description 状态
             */
            readonly state?: string | null;
            /**
             * Format: date
             * @description 申请日期
             */
            applied_on?: string | null;
            /**
             * Format: code
             * @description 申请方式
             */
            channel?: string | null;
            /** @description 证明材料 */
            papers?: string | null;
            /** @description 同意数据比对 */
            consent?: boolean | null;
            /** @description 村（居）意见 */
            village_opinion?: string | null;
            /**
             * Format: date
             * @description 初审日期
             */
            readonly reviewed_on?: string | null;
            /** @description 初审意见 */
            review_opinion?: string | null;
            /**
             * Format: date
             * @description 公示开始
             */
            readonly notice_from?: string | null;
            /**
             * Format: date
             * @description 公示截止
             */
            readonly notice_to?: string | null;
            /** @description 公示异议 */
            objection?: string | null;
            /**
             * Format: date
             * @description 认定日期
             */
            decided_on?: string | null;
            /** @description 审核意见 */
            decision?: string | null;
            /** @description 认定编号 */
            number?: string | null;
            /**
             * Format: date
             * @description 有效期起
             */
            valid_from?: string | null;
            /**
             * Format: date
             * @description 有效期止
             */
            valid_to?: string | null;
            /**
             * Format: date
             * @description 最近审验日期
             */
            readonly rechecked_on?: string | null;
            /**
             * Format: code
             * @description 退出原因
             */
            exit_reason?: string | null;
            /** @description 退出佐证 */
            exit_evidence?: string | null;
            /**
             * Format: date
             * @description 退出日期
             */
            exited_on?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 就业登记 */
        row_employment_spell: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: code
             * @description 就业渠道
             */
            channel?: string | null;
            /** @description 工作单位 */
            employer?: string | null;
            /**
             * Format: id
             * @description 用人单位
             */
            organization_id?: string | null;
            /** @description 工种或岗位 */
            job?: string | null;
            /**
             * Format: region
             * @description 就业地
             */
            work_region?: string | null;
            /**
             * Format: code
             * @description 务工地点层级
             */
            work_area?: string | null;
            /**
             * Format: date
             * @description 开始日期
             */
            start?: string | null;
            /**
             * Format: date
             * @description 结束日期
             */
            end?: string | null;
            /** @description 离职原因 */
            end_reason?: string | null;
            /**
             * Format: fen
             * @description 月收入
             */
            pay?: number | null;
            /** @description 签订合同 */
            contract?: boolean | null;
            /** @description 帮助实现就业 */
            helped?: boolean | null;
            /**
             * Format: id
             * @description 由哪次服务促成
             */
            service_id?: string | null;
            /** @description 佐证材料 */
            evidence?: string | null;
            /**
             * Format: date
             * @description 核实日期
             */
            verified_on?: string | null;
            /** @description 核实人 */
            verified_by?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 就业意愿 */
        row_intention: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: code
             * @description 意愿
             */
            kinds?: string[] | null;
            /** @description 意向岗位 */
            job?: string | null;
            /** @description 意向地点 */
            place?: string | null;
            /**
             * Format: fen
             * @description 期望月薪
             */
            pay?: number | null;
            /** @description 培训方向 */
            training?: string | null;
            /** @description 创业方向 */
            startup?: string | null;
            /**
             * Format: date
             * @description 询问日期
             */
            asked_on?: string | null;
            /** @description 询问人 */
            asked_by?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 服务需求 */
        row_need: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: code
             * @description 需求
             */
            kind?: string | null;
            /** @description 具体情况 */
            detail?: string | null;
            /**
             * Format: date
             * @description 提出日期
             */
            asked_on?: string | null;
            /**
             * Format: date
             * @description 满足日期
             */
            met_on?: string | null;
            /** @description 如何满足 */
            met_by?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 服务记录 */
        row_service: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: code
             * @description 服务类型
             */
            kind?: string | null;
            /**
             * Format: date
             * @description 服务日期
             */
            date?: string | null;
            /**
             * Format: code
             * @description 方式
             */
            method?: string | null;
            /** @description 服务人 */
            staff?: string | null;
            /**
             * Format: id
             * @description 推荐岗位
             */
            vacancy_id?: string | null;
            /** @description 内容 */
            content?: string | null;
            /**
             * Format: code
             * @description 联系结果
             */
            result?: string | null;
            /** @description 本人确认 */
            acknowledged?: boolean | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 临时救助 */
        row_relief: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: date
             * @description 发放日期
             */
            date?: string | null;
            /**
             * Format: fen
             * @description 金额
             */
            amount?: number | null;
            /**
             * Format: code
             * @description 救助类型
             */
            kind?: string | null;
            /** @description 审批文号 */
            evidence_no?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 参训记录 */
        row_enrolment: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /** @description 培训班 */
            course?: string | null;
            /**
             * Format: code
             * @description 培训类别
             */
            kind?: string | null;
            /**
             * Format: id
             * @description 培训机构
             */
            organization_id?: string | null;
            /**
             * Format: date
             * @description 开班日期
             */
            start?: string | null;
            /**
             * Format: date
             * @description 结业日期
             */
            end?: string | null;
            /** @description 出勤课时 */
            hours?: number | null;
            /**
             * Format: code
             * @description 培训结果
             */
            result?: string | null;
            /** @description 证书编号 */
            certificate?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 公益性岗位 */
        row_post: components["schemas"]["Row"] & {
            /** @description 岗位名称 */
            name?: string | null;
            /**
             * Format: code
             * @description 岗位类别
             */
            kind?: string | null;
            /**
             * Format: region
             * @description 所在地
             */
            region?: string | null;
            /**
             * Format: id
             * @description 用人单位
             */
            organization_id?: string | null;
            /** @description 核定人数 */
            quota?: number | null;
            /**
             * Format: code
             * @description 资金来源
             */
            fund?: string | null;
            /**
             * Format: fen
             * @description 月工资标准
             */
            pay?: number | null;
            /** @description 核定文号 */
            approval_no?: string | null;
            /**
             * Format: date
             * @description 核定日期
             */
            valid_from?: string | null;
            /**
             * Format: date
             * @description 有效期止
             */
            valid_to?: string | null;
            /**
             * Format: date
             * @description 撤销日期
             */
            closed_on?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 公岗安置 */
        row_placement: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: id
             * @description 公益性岗位
             */
            post_id?: string | null;
            /**
             * Format: code
             * @description 状态
             */
            readonly state?: string | null;
            /**
             * Format: date
             * @description 上岗日期
             */
            start?: string | null;
            /** @description 合同（协议）编号 */
            contract_no?: string | null;
            /**
             * Format: date
             * @description 合同起
             */
            contract_from?: string | null;
            /**
             * Format: date
             * @description 合同止
             */
            contract_to?: string | null;
            /** @description 续签次数 */
            readonly renewals?: number | null;
            /**
             * Format: date
             * @description 最近续签日期
             */
            readonly renewed_on?: string | null;
            /**
             * Format: date
             * @description 上报备案日期
             */
            filed_on?: string | null;
            /** @description 购买意外险 */
            insured?: boolean | null;
            /**
             * Format: date
             * @description 退出日期
             */
            exited_on?: string | null;
            /**
             * Format: code
             * @description 退出原因
             */
            exit_reason?: string | null;
            /** @description 处理情况 */
            exit_note?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 公岗考勤 */
        row_attendance: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: id
             * @description 公岗安置
             */
            placement_id?: string | null;
            /**
             * Format: partial-date
             * @description 月份
             */
            month?: string | null;
            /** @description 应出勤天数 */
            days_due?: number | null;
            /** @description 实际出勤天数 */
            days?: number | null;
            /**
             * Format: code
             * @description 考核结果
             */
            result?: string | null;
            /** @description 考勤人 */
            checker?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 公岗工资 */
        row_wage: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: id
             * @description 公岗安置
             */
            placement_id?: string | null;
            /**
             * Format: partial-date
             * @description 月份
             */
            month?: string | null;
            /**
             * Format: fen
             * @description 应发工资
             */
            due?: number | null;
            /**
             * Format: fen
             * @description 实发工资
             */
            paid?: number | null;
            /**
             * Format: date
             * @description 发放日期
             */
            paid_on?: string | null;
            /** @description 发放凭证号 */
            voucher?: string | null;
            /**
             * Format: date
             * @description 补贴申报日期
             */
            subsidy_on?: string | null;
            /**
             * Format: fen
             * @description 申报补贴金额
             */
            subsidy?: number | null;
            /** @description 先发理由 */
            override?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 补贴申领 */
        row_claim: components["schemas"]["Row"] & {
            /**
             * Format: code
             * @description 补贴项目
             */
            benefit?: string | null;
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: id
             * @description 申领单位
             */
            organization_id?: string | null;
            /**
             * Format: region
             * @description 受理地
             */
            readonly region?: string | null;
            /**
             * Format: code
             * @description 状态
             */
            readonly state?: string | null;
            /**
             * Format: date
             * @description 补贴期间起
             */
            period_from?: string | null;
            /**
             * Format: date
             * @description 补贴期间止
             */
            period_to?: string | null;
            /** @description 人数 */
            headcount?: number | null;
            /**
             * Format: fen
             * @description 申报金额
             */
            amount?: number | null;
            /**
             * Format: date
             * @description 申报日期
             */
            filed_on?: string | null;
            /** @description 申报材料 */
            papers?: string | null;
            /**
             * Format: date
             * @description 初审日期
             */
            reviewed_on?: string | null;
            /** @description 审核意见 */
            opinion?: string | null;
            /**
             * Format: date
             * @description 移交就创中心日期
             */
            handed_on?: string | null;
            /**
             * Format: date
             * @description 审定日期
             */
            approved_on?: string | null;
            /**
             * Format: date
             * @description 拨付日期
             */
            paid_on?: string | null;
            /**
             * Format: fen
             * @description 拨付金额
             */
            paid?: number | null;
            /** @description 发放失败原因 */
            failure?: string | null;
            /**
             * Format: date
             * @description 退回或撤回日期
             */
            readonly ended_on?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 岗位 */
        row_vacancy: components["schemas"]["Row"] & {
            /** @description 岗位名称 */
            title?: string | null;
            /**
             * Format: id
             * @description 招聘单位
             */
            organization_id?: string | null;
            /**
             * Format: code
             * @description 岗位类别
             */
            kind?: string | null;
            /** @description 招聘人数 */
            headcount?: number | null;
            /**
             * Format: date
             * @description 发布日期
             */
            published_on?: string | null;
            /**
             * Format: date
             * @description 截止日期
             */
            closed_on?: string | null;
            /**
             * Format: region
             * @description 所属地
             */
            region?: string | null;
            /** @description 规上企业岗位 */
            large?: boolean | null;
            /** @description 工作地点 */
            place?: string | null;
            /**
             * Format: fen
             * @description 月薪下限
             */
            pay_low?: number | null;
            /**
             * Format: fen
             * @description 月薪上限
             */
            pay_high?: number | null;
            /**
             * Format: code
             * @description 学历要求
             */
            education?: string | null;
            /** @description 要求 */
            requirement?: string | null;
            /** @description 爱心岗位 */
            caring?: boolean | null;
            /** @description 联系人 */
            contact?: string | null;
            /** @description 联系电话 */
            phone?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 招聘活动 */
        row_fair: components["schemas"]["Row"] & {
            /** @description 活动名称 */
            title?: string | null;
            /**
             * Format: code
             * @description 形式
             */
            form?: string | null;
            /**
             * Format: date
             * @description 举办日期
             */
            date?: string | null;
            /**
             * Format: region
             * @description 举办地
             */
            region?: string | null;
            /** @description 地点 */
            place?: string | null;
            /** @description 参加单位数 */
            units?: number | null;
            /** @description 提供岗位数 */
            headcount?: number | null;
            /** @description 参加人数 */
            attended?: number | null;
            /** @description 达成意向人数 */
            reached?: number | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 任务办理 */
        row_task_unit: components["schemas"]["Row"] & {
            /**
             * Format: code
             * @description 任务
             */
            task?: string | null;
            /** @description 责任单位 */
            readonly unit?: string | null;
            /**
             * Format: code
             * @description 单位类别
             */
            readonly level?: string | null;
            /**
             * Format: region
             * @description 地区
             */
            region?: string | null;
            /**
             * Format: id
             * @description 部门或帮扶车间
             */
            organization_id?: string | null;
            /**
             * Format: code
             * @description 状态
             */
            readonly state?: string | null;
            /**
             * Format: date
             * @description 完成时限
             */
            due?: string | null;
            /** @description 承办人 */
            handler?: string | null;
            /** @description 应办数 */
            total?: number | null;
            /** @description 已办数 */
            done?: number | null;
            /** @description 进展说明 */
            progress?: string | null;
            /** @description 佐证材料 */
            evidence?: string | null;
            /**
             * Format: date
             * @description 上报日期
             */
            readonly reported_on?: string | null;
            /** @description 审核意见 */
            opinion?: string | null;
            /**
             * Format: date
             * @description 审核通过日期
             */
            readonly accepted_on?: string | null;
            /** @description 催办次数 */
            readonly urges?: number | null;
            /**
             * Format: date
             * @description 最近催办
             */
            readonly urged_on?: string | null;
            /** @description 办理过程 */
            readonly steps?: string | null;
        };
        /** @description 报表报送 */
        row_submission: components["schemas"]["Row"] & {
            /** @description 报表 */
            readonly title?: string | null;
            /** @description 报表代号 */
            readonly report?: string | null;
            /** @description 期次 */
            readonly round?: string | null;
            /** @description 单位代号 */
            readonly unit?: string | null;
            /**
             * Format: region
             * @description 地区
             */
            readonly region?: string | null;
            /**
             * Format: id
             * @description 部门
             */
            readonly organization_id?: string | null;
            /**
             * Format: code
             * @description 状态
             */
            readonly state?: string | null;
            /**
             * Format: date
             * @description 数据截止日
             */
            readonly as_of?: string | null;
            /**
             * Format: date
             * @description 报送截止日
             */
            readonly due?: string | null;
            /**
             * Format: date
             * @description 准予补报至
             */
            readonly extended_to?: string | null;
            /**
             * Format: date
             * @description 报送日期
             */
            readonly submitted_on?: string | null;
            /**
             * Format: date
             * @description 首次报送日期
             */
            readonly first_on?: string | null;
            /** @description 迟报 */
            readonly late?: boolean | null;
            /** @description 报送次数 */
            readonly times?: number | null;
            /**
             * Format: date
             * @description 接收日期
             */
            readonly accepted_on?: string | null;
            /** @description 封存文件 */
            readonly frozen?: string | null;
            /** @description 经过 */
            readonly steps?: string | null;
        };
        /** @description 报表批注 */
        row_report_note: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 报送
             */
            readonly submission_id?: string | null;
            /**
             * Format: region
             * @description 地区
             */
            readonly region?: string | null;
            /**
             * Format: code
             * @description 种类
             */
            readonly kind?: string | null;
            /** @description 所指代号 */
            readonly target?: string | null;
            /** @description 所指 */
            readonly label?: string | null;
            /** @description 内容 */
            readonly body?: string | null;
            /**
             * Format: date
             * @description 日期
             */
            readonly day?: string | null;
        };
        /** @description 政策宣传 */
        row_publicity: components["schemas"]["Row"] & {
            /**
             * Format: date
             * @description 宣传日期
             */
            date?: string | null;
            /**
             * Format: region
             * @description 宣传地
             */
            region?: string | null;
            /**
             * Format: code
             * @description 宣传方式
             */
            kind?: string | null;
            /** @description 数量 */
            count?: number | null;
            /** @description 宣传户数 */
            households?: number | null;
            /** @description 宣传人次 */
            people?: number | null;
            /** @description 地点 */
            place?: string | null;
            /** @description 宣传内容 */
            content?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 消息 */
        row_message: components["schemas"]["Row"] & {
            /** @description 标题 */
            title?: string | null;
            /**
             * Format: code
             * @description 类型
             */
            kind?: string | null;
            /**
             * Format: region
             * @description 收件地区
             */
            region?: string | null;
            /**
             * Format: id
             * @description 收件单位
             */
            organization_id?: string | null;
            /**
             * Format: id
             * @description 有关任务
             */
            task_unit_id?: string | null;
            /** @description 内容 */
            text?: string | null;
            /**
             * Format: code
             * @description 状态
             */
            readonly state?: string | null;
            /**
             * Format: date
             * @description 发出日期
             */
            readonly sent_on?: string | null;
            /**
             * Format: date
             * @description 已阅日期
             */
            readonly read_on?: string | null;
        };
        /** @description 名单 */
        row_list_batch: components["schemas"]["Row"] & {
            /** @description 名单 */
            source?: string | null;
            /**
             * Format: code
             * @description 性质
             */
            kind?: string | null;
            /**
             * Format: code
             * @description 证明的类别
             */
            category?: string | null;
            /**
             * Format: id
             * @description 报送单位
             */
            sender_id?: string | null;
            /**
             * Format: date
             * @description 数据截至
             */
            period_on?: string | null;
            /** @description 全量名单 */
            whole?: boolean | null;
            /**
             * Format: code
             * @description 状态
             */
            state?: string | null;
            /** @description 第几期 */
            version_no?: number | null;
            /**
             * Format: id
             * @description 上一期
             */
            previous_id?: string | null;
            /** @description 文件 */
            file_name?: string | null;
            /** @description 行数 */
            rows?: number | null;
            /** @description 有问题的行 */
            faulty?: number | null;
            /** @description 完整率（千分之） */
            filled?: number | null;
            /** @description 比上期新增 */
            entered?: number | null;
            /** @description 比上期减少 */
            left_count?: number | null;
            /** @description 比上期有变化 */
            changed?: number | null;
            /** @description 一致 */
            same?: number | null;
            /** @description 疑似 */
            likely?: number | null;
            /** @description 冲突 */
            conflict?: number | null;
            /** @description 台账中没有 */
            alone?: number | null;
            /** @description 比对模型 */
            model?: string | null;
            /**
             * Format: date
             * @description 应用日期
             */
            applied_on?: string | null;
        };
        /** @description 比对结果 */
        row_list_match: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 名单
             */
            list_id?: string | null;
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: id
             * @description 报送单位
             */
            sender_id?: string | null;
            /** @description 行的位置 */
            place?: number | null;
            /** @description 名单第几行 */
            list_row?: number | null;
            /**
             * Format: code
             * @description 名单性质
             */
            kind?: string | null;
            /**
             * Format: code
             * @description 比对结论
             */
            outcome?: string | null;
            /**
             * Format: code
             * @description 状态
             */
            state?: string | null;
            /**
             * Format: code
             * @description 决定
             */
            decision?: string | null;
            /** @description 相似程度（千分之） */
            score?: number | null;
            /** @description 双人审核 */
            hard?: boolean | null;
            /** @description 依据 */
            reason?: string | null;
            /** @description 各项权重 */
            weights?: string | null;
            /** @description 比对模型版本 */
            model?: number | null;
            /**
             * Format: date
             * @description 决定日期
             */
            decided_on?: string | null;
            /** @description 已应用 */
            applied?: boolean | null;
            /** @description 依据指纹 */
            basis?: string | null;
            /** @description 重新审核的原因 */
            again?: string | null;
        };
        /** @description 关注事项 */
        row_watch_item: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /**
             * Format: code
             * @description 事项
             */
            kind?: string | null;
            /**
             * Format: code
             * @description 状态
             */
            readonly state?: string | null;
            /**
             * Format: date
             * @description 发现日期
             */
            found_on?: string | null;
            /** @description 情况 */
            detail?: string | null;
            /** @description 依据 */
            evidence?: string | null;
            /**
             * Format: id
             * @description 家庭
             */
            household_id?: string | null;
            /** @description 处理结果 */
            result?: string | null;
            /**
             * Format: date
             * @description 处理日期
             */
            readonly closed_on?: string | null;
        };
        /** @description 排查问题 */
        row_finding: components["schemas"]["Row"] & {
            /** @description 排查发现的问题 */
            problem?: string | null;
            /**
             * Format: region
             * @description 责任单位
             */
            region?: string | null;
            /**
             * Format: code
             * @description 问题来源
             */
            source?: string | null;
            /**
             * Format: code
             * @description 排查项目
             */
            head?: string | null;
            /** @description 对应条款 */
            clause?: string | null;
            /**
             * Format: date
             * @description 发现日期
             */
            found_on?: string | null;
            /**
             * Format: code
             * @description 来自线索
             */
            hint?: string | null;
            /**
             * Format: code
             * @description 状态
             */
            readonly state?: string | null;
            /** @description 责任人 */
            responsible?: string | null;
            /** @description 整改措施 */
            measure?: string | null;
            /**
             * Format: date
             * @description 整改时限
             */
            deadline?: string | null;
            /** @description 整改进展 */
            progress?: string | null;
            /**
             * Format: date
             * @description 提交整改日期
             */
            readonly rectified_on?: string | null;
            /** @description 验收意见 */
            opinion?: string | null;
            /**
             * Format: date
             * @description 验收日期
             */
            readonly accepted_on?: string | null;
            /**
             * Format: date
             * @description 销号日期
             */
            readonly closed_on?: string | null;
            /**
             * Format: date
             * @description 抽中回头看日期
             */
            readonly sampled_on?: string | null;
            /**
             * Format: date
             * @description 回头看日期
             */
            readonly back_on?: string | null;
            /** @description 回头看情况 */
            back_note?: string | null;
            /** @description 退回和反弹次数 */
            readonly times?: number | null;
            /** @description 备注 */
            remark?: string | null;
        };
        /** @description 问题涉及人员 */
        row_finding_person: components["schemas"]["Row"] & {
            /**
             * Format: id
             * @description 排查问题
             */
            finding_id?: string | null;
            /**
             * Format: id
             * @description 人员
             */
            person_id?: string | null;
            /** @description 整改情况 */
            note?: string | null;
        };
        /** @description 自查 */
        row_self_inspection: components["schemas"]["Row"] & {
            /**
             * Format: region
             * @description 单位
             */
            region?: string | null;
            /**
             * Format: code
             * @description 排查项目
             */
            head?: string | null;
            /**
             * Format: code
             * @description 自查结果
             */
            result?: string | null;
            /**
             * Format: date
             * @description 自查日期
             */
            checked_on?: string | null;
            /** @description 自查人 */
            inspector?: string | null;
            /** @description 怎样查的 */
            note?: string | null;
        };
        /** @description 函件 */
        row_letter: components["schemas"]["Row"] & {
            /** @description 标题 */
            title?: string | null;
            /**
             * Format: code
             * @description 文种
             */
            kind?: string | null;
            /**
             * Format: code
             * @description 模板
             */
            template?: string | null;
            /**
             * Format: region
             * @description 主送单位
             */
            region?: string | null;
            /**
             * Format: id
             * @description 主送部门或帮扶车间
             */
            organization_id?: string | null;
            /**
             * Format: code
             * @description 状态
             */
            readonly state?: string | null;
            /** @description 文号 */
            readonly number?: string | null;
            /** @description 年份 */
            readonly year?: number | null;
            /** @description 序号 */
            readonly seq?: number | null;
            /** @description 所列条数 */
            rows?: number | null;
            /** @description 为什么发 */
            readonly why?: string | null;
            /** @description 依据 */
            readonly grounds?: string | null;
            /** @description 依据存档 */
            readonly evidence?: string | null;
            /**
             * Format: date
             * @description 成文日期
             */
            readonly dated?: string | null;
            /**
             * Format: date
             * @description 回复期限
             */
            due?: string | null;
            /** @description 回复要点 */
            answer?: string | null;
            /**
             * Format: date
             * @description 回复日期
             */
            readonly answered_on?: string | null;
            /** @description 备注 */
            remark?: string | null;
        };
    };
    responses: {
        /** @description 没有办成：原因和办法（RFC 9457） */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
