using System.Collections;
using System.Reflection;

namespace Analytics.Cli.Configuration;

/// <summary>Reads the tree of options off the records that declare them.</summary>
public static class OptionsSchema
{
    /// <summary>The tree of <paramref name="root"/>, a record with a public constructor without parameters.</summary>
    /// <exception cref="InvalidOperationException">A property has a type that no text can be turned into.</exception>
    public static OptionNode Of(Type root) =>
        Section("", root, property: null, Activator.CreateInstance(root));

    private static OptionNode Section(string key, Type type, PropertyInfo? property, object? value)
    {
        var children = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(child => child.SetMethod is { IsPublic: true })
            .Select(child => OfProperty(Join(key, child.Name), child, value is null ? null : child.GetValue(value)));
        return new(key, OptionKind.Section, type, property, value, [.. children], Element: null);
    }

    private static OptionNode OfProperty(string key, PropertyInfo property, object? value) =>
        OfType(key, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, property, value);

    private static OptionNode OfType(string key, Type type, PropertyInfo? property, object? value)
    {
        if (OptionText.Understands(type))
        {
            return new(key, OptionKind.Value, type, property, value, [], null);
        }

        if (MapElement(type) is { } mapped)
        {
            return new(key, OptionKind.Map, type, property, value, [], OfType(Join(key, "*"), mapped, null, Fresh(mapped)));
        }

        if (ListElement(type) is { } listed)
        {
            return new(key, OptionKind.List, type, property, value, [], OfType(Join(key, "*"), listed, null, Fresh(listed)));
        }

        if (type.IsClass && type.GetConstructor(Type.EmptyTypes) is not null)
        {
            return Section(key, type, property, value ?? Fresh(type));
        }

        throw new InvalidOperationException(
            $"Option '{key}' is a {type.Name}, which the configuration cannot hold: use text, a number, a TimeSpan, an enum, a list, a "
                + "dictionary by string or a record.");
    }

    private static object? Fresh(Type type) =>
        type.IsClass && type.GetConstructor(Type.EmptyTypes) is not null ? Activator.CreateInstance(type) : null;

    private static Type? ListElement(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments() is [var element] ? element
        : null;

    private static Type? MapElement(Type type) =>
        type.IsGenericType && type.GetGenericArguments() is [var name, var element] && name == typeof(string)
            && typeof(IEnumerable).IsAssignableFrom(type)
            ? element
            : null;

    private static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}:{name}";
}
