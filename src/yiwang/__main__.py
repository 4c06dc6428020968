from yiwang.assembly.cli import main

if __name__ == "__main__":
    main()
