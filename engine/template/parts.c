/* What expressions are made of, and which names statements set. */
#include "template/tree.h"

typedef void part_visitor(void *data, wp_expr *part);

static void visit_arguments(const wp_arguments *arguments, part_visitor *visit, void *data)
{
    for (size_t i = 0; i < arguments->count; i++)
        visit(data, arguments->items[i].value);
}

void wp_expr_parts(const wp_expr *expr, part_visitor *visit, void *data)
{
    switch ((wp_expr_kind)expr->kind) {
    case WP_X_LITERAL:
    case WP_X_NAME:
        break;
    case WP_X_LIST:
    case WP_X_TUPLE:
    case WP_X_DICT:
    case WP_X_CONCAT:
        for (size_t i = 0; i < expr->as.items.count; i++)
            visit(data, expr->as.items.items[i]);
        break;
    case WP_X_NOT:
    case WP_X_NEGATE:
    case WP_X_PLUS:
    case WP_X_AND:
    case WP_X_OR:
    case WP_X_OPERATE:
        visit(data, expr->as.pair.left);
        visit(data, expr->as.pair.right);
        break;
    case WP_X_COMPARE:
        visit(data, expr->as.compare.first);
        for (size_t i = 0; i < expr->as.compare.count; i++)
            visit(data, expr->as.compare.steps[i].right);
        break;
    case WP_X_CHOICE:
        visit(data, expr->as.choice.condition);
        visit(data, expr->as.choice.yes);
        visit(data, expr->as.choice.no);
        break;
    case WP_X_ATTRIBUTE:
        visit(data, expr->as.attribute.subject);
        break;
    case WP_X_ITEM:
        visit(data, expr->as.item.subject);
        visit(data, expr->as.item.key);
        break;
    case WP_X_SLICE:
        visit(data, expr->as.slice.subject);
        visit(data, expr->as.slice.from);
        visit(data, expr->as.slice.to);
        visit(data, expr->as.slice.step);
        break;
    case WP_X_CALL:
    case WP_X_FILTER:
    case WP_X_TEST:
        visit(data, expr->as.call.subject);
        visit_arguments(&expr->as.call.arguments, visit, data);
        break;
    }
}

void wp_target_names(const wp_target *target, wp_name_visitor *visit, void *data)
{
    if (target->kind == WP_TARGET_NAME)
        visit(data, &target->name);
    for (size_t i = 0; target->kind == WP_TARGET_TUPLE && i < target->count; i++)
        wp_target_names(&target->items[i], visit, data);
}

void wp_stmt_names(const wp_stmt *stmt, wp_name_visitor *visit, void *data)
{
    if (stmt->kind == WP_S_SET || stmt->kind == WP_S_SET_BLOCK)
        wp_target_names(&stmt->as.set.target, visit, data);
    if (stmt->kind == WP_S_MACRO)
        visit(data, &stmt->as.macro->name);
    if (stmt->kind == WP_S_IMPORT)
        visit(data, &stmt->as.include.as);
    for (size_t i = 0; stmt->kind == WP_S_FROM && i < stmt->as.include.count; i++)
        visit(data, &stmt->as.include.names[i].as);
}
