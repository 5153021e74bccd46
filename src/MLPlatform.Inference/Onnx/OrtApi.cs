using System.Runtime.InteropServices;
using System.Text;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Inference.Onnx;

/// <summary>
/// ONNX Runtime's C interface: one exported function hands out a table of function pointers that later releases only append to,
/// so each function is known by its place in the table.
/// </summary>
internal sealed unsafe class OrtApi
{
    public const int Float = 1;

    private const uint TableVersion = 17;
    private const int ErrorsOnly = 3, ArenaAllocator = 1, DefaultMemory = 0;

    private readonly nint* _table;

    private OrtApi(nint* table) => _table = table;

    public static OrtApi Open()
    {
        var library = NativeEngines.Open("libonnxruntime.so.1");
        var getBase = (delegate* unmanaged<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase");
        var table = ((delegate* unmanaged<uint, nint*>)getBase()[0])(TableVersion);
        return table is not null ? new OrtApi(table) : throw new PlatformException(DataErrors.NativeLibraryMissing, $"`libonnxruntime.so.1` does not offer version {TableVersion} of its interface.", "Run `./mlplatform quickstart` to bring the version this product is built for.");
    }

    public nint CreateEnv()
    {
        nint env;
        fixed (byte* name = "mlplatform\0"u8)
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)_table[3])(ErrorsOnly, name, &env));
        return env;
    }

    public nint CreateSession(nint env, string path, int threads)
    {
        nint options, session;
        Check(((delegate* unmanaged<nint*, nint>)_table[10])(&options));
        try
        {
            Check(((delegate* unmanaged<nint, int, nint>)_table[24])(options, threads));
            Check(((delegate* unmanaged<nint, int, nint>)_table[25])(options, 1));
            fixed (byte* utf8 = Encoding.UTF8.GetBytes(path + "\0"))
                Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)_table[7])(env, utf8, options, &session));
            return session;
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)_table[100])(options);
        }
    }

    public nint CreateCpuMemory()
    {
        nint memory;
        Check(((delegate* unmanaged<int, int, nint*, nint>)_table[69])(ArenaAllocator, DefaultMemory, &memory));
        return memory;
    }

    /// <summary>A tensor over memory of the caller's, which must outlive it.</summary>
    public nint CreateTensor(nint memory, float* data, long rows, long columns)
    {
        nint value;
        var shape = stackalloc long[] { rows, columns };
        Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)_table[49])(memory, data, (nuint)(rows * columns * sizeof(float)), shape, 2, Float, &value));
        return value;
    }

    public void Run(nint session, byte* inputName, nint input, byte* outputName, nint output) =>
        Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)_table[9])(session, 0, &inputName, &input, 1, &outputName, 1, &output));

    /// <summary>Columns of a session's only input, whose shape is rows × columns of float32.</summary>
    /// <returns>-1 when the input is anything else.</returns>
    public long InputColumns(nint session)
    {
        nuint inputs;
        Check(((delegate* unmanaged<nint, nuint*, nint>)_table[30])(session, &inputs));
        nint type, tensor;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)_table[33])(session, 0, &type));
        try
        {
            Check(((delegate* unmanaged<nint, nint*, nint>)_table[55])(type, &tensor));
            if (inputs != 1 || tensor == 0)
                return -1;
            int element;
            nuint rank;
            Check(((delegate* unmanaged<nint, int*, nint>)_table[60])(tensor, &element));
            Check(((delegate* unmanaged<nint, nuint*, nint>)_table[61])(tensor, &rank));
            if (element != Float || rank != 2)
                return -1;
            var shape = stackalloc long[2];
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)_table[62])(tensor, shape, 2));
            return shape[1];
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)_table[98])(type);
        }
    }

    /// <summary>Names of the first input and output, zero-terminated.</summary>
    public (byte[] Input, byte[] Output) Names(nint session) => (Name(session, 36), Name(session, 37));

    public void ReleaseEnv(nint env) => ((delegate* unmanaged<nint, void>)_table[92])(env);

    public void ReleaseMemory(nint memory) => ((delegate* unmanaged<nint, void>)_table[94])(memory);

    public void ReleaseSession(nint session) => ((delegate* unmanaged<nint, void>)_table[95])(session);

    public void ReleaseTensor(nint value) => ((delegate* unmanaged<nint, void>)_table[96])(value);

    private byte[] Name(nint session, int function)
    {
        nint allocator;
        byte* name;
        Check(((delegate* unmanaged<nint*, nint>)_table[78])(&allocator));
        Check(((delegate* unmanaged<nint, nuint, nint, byte**, nint>)_table[function])(session, 0, allocator, &name));
        var bytes = new ReadOnlySpan<byte>(name, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name).Length + 1).ToArray();
        Check(((delegate* unmanaged<nint, void*, nint>)_table[76])(allocator, name));
        return bytes;
    }

    private void Check(nint status)
    {
        if (status == 0)
            return;
        var text = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)_table[2])(status)) ?? "no reason given";
        ((delegate* unmanaged<nint, void>)_table[93])(status);
        throw new OnnxRefusedException(text);
    }
}

/// <summary>ONNX Runtime's own text; whoever knows the file turns it into a refusal.</summary>
internal sealed class OnnxRefusedException(string message) : Exception(message);
