using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Analytics.Cli.Configuration;

/// <summary>What an option holds.</summary>
public enum OptionKind
{
    /// <summary>Other options.</summary>
    Section,

    /// <summary>One value: text, number, duration, yes or no, one of several names.</summary>
    Value,

    /// <summary>Several of one kind, in order.</summary>
    List,

    /// <summary>Several of one kind, each under a name of the operator's choice.</summary>
    Map,
}

/// <summary>One option or section of the configuration, as its record declares it.</summary>
/// <param name="Key">Its path, for example <c>Ingest:StallTimeout</c>; empty for the root, <c>*</c> stands for a name or an index.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Type">The .NET type, without <see cref="Nullable{T}"/>.</param>
/// <param name="Property">The property that holds it; none for the root and for elements.</param>
/// <param name="Default">The value when nothing is set.</param>
/// <param name="Children">The options of a section.</param>
/// <param name="Element">What each entry of a list or map is.</param>
public sealed record OptionNode(
    string Key, OptionKind Kind, Type Type, PropertyInfo? Property, object? Default, IReadOnlyList<OptionNode> Children,
    OptionNode? Element)
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Whether it may be left without a value.</summary>
    public bool Nullable
    {
        get
        {
            lock (Nullability)
            {
                return Property is not null && Nullability.Create(Property).WriteState == NullabilityState.Nullable;
            }
        }
    }

    /// <summary>What it means, from the documentation of the property, whose file is read when this is first asked for.</summary>
    public string Summary => Property is null ? "" : XmlDocs.Summary(Property);

    /// <summary>The values that are allowed, for people; empty when all of the type are.</summary>
    public string Allowed => Property is null || Kind == OptionKind.Section
        ? "" : AllowedValues.Describe(Type, Property.GetCustomAttributes<ValidationAttribute>());

    /// <summary>Whether its value is never shown.</summary>
    public bool Secret => Property?.GetCustomAttribute<DataTypeAttribute>()?.DataType == DataType.Password;

    /// <summary>The last part of <see cref="Key"/>.</summary>
    public string Name => Key[(Key.LastIndexOf(':') + 1)..];

    /// <summary>This node and all below it, parents first.</summary>
    public IEnumerable<OptionNode> All() =>
        Children.Concat(Element is null ? [] : [Element]).SelectMany(child => child.All()).Prepend(this);

    /// <summary>The node at <paramref name="key"/> (<c>Section:Name</c>, any case), or none.</summary>
    public OptionNode? Find(string key)
    {
        var node = this;
        foreach (var part in key.Split(':'))
        {
            node = node.Element
                ?? node.Children.FirstOrDefault(child => string.Equals(child.Name, part, StringComparison.OrdinalIgnoreCase));
            if (node is null)
            {
                return null;
            }
        }

        return node;
    }
}
